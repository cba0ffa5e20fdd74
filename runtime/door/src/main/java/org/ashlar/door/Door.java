package org.ashlar.door;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where requests enter the platform by the name of a program. A service.
///
/// While the door is shut, requests wait before it instead of failing; that is how contracts are
/// replaced below it. Programs that were {@link #put} here outlive whoever runs them: the door
/// keeps their text and bytes while nobody does.
public interface Door {
  /// Runs a program. Waits while the door is shut or the program is away, up to {@link #patience}.
  ///
  /// @throws IllegalArgumentException when a program of this name was never here or stayed away
  ///   beyond the patience, or an input does not fit
  /// @throws IllegalStateException when the door stayed shut beyond the patience, or the run failed
  Reply call(String program, Map<String, Parcel> inputs);

  /// Puts a program behind the door under a name; replaces one of the same name.
  ///
  /// @return takes it away again
  Handle serve(String program, Server server);

  // ── programs that stay ──

  /// Puts a program behind the door until it is taken away; replaces one of the same name.
  ///
  /// @throws IllegalArgumentException when the program is wrong
  /// @throws IllegalStateException when nothing present can run it
  void put(Kept program);

  /// Takes a program away; its newest numbers are given back.
  ///
  /// @throws IllegalArgumentException when it is not here
  Kept take(String program);

  /// A program that stays, with its newest numbers.
  ///
  /// @throws IllegalArgumentException when it is not here
  Kept look(String program);

  /// The names of the programs that stay.
  Set<String> programs();

  /// Lets a host run the programs that stay, from now until the handle is closed.
  Handle host(Host host);

  /// Who runs them now. Do not keep it: it goes when its bundle is replaced.
  Optional<Host> host();

  // ── replacing what is behind ──

  /// Lets no new request through, waits until those inside are done, and lets the host build
  /// nothing.
  ///
  /// @return whether all were done within the limit; the door is shut either way
  boolean shut(Duration limit);

  /// Brings every program that stays back behind the shut door, and asks each that answered before
  /// the same again.
  ///
  /// @return the programs that are not as they were, with the reason
  Map<String, String> restore(Duration limit);

  /// Lets requests through again, the waiting ones first.
  ///
  /// @return how long the first of those had waited
  Duration open();

  /// How long a request waits at most.
  Duration patience();

  /// What has passed so far.
  Traffic traffic();

  /// What answers requests: text of its errors may leave, its classes do not.
  @FunctionalInterface
  interface Server {
    Reply call(Map<String, Parcel> inputs);
  }

  /// Ends serving.
  interface Handle extends AutoCloseable {
    @Override
    void close();
  }

  /// Counts since the start.
  ///
  /// @param longestWait the longest time that a request spent before the door
  record Traffic(long requests, long failures, long inside, Duration longestWait) {}
}
