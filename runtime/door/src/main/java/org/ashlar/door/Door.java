package org.ashlar.door;

import java.time.Duration;
import java.util.Map;

/// Where requests enter the platform by the name of a program. A service.
///
/// While the door is shut, requests wait before it instead of failing; that is how contracts are
/// replaced below it.
public interface Door {
  /// Runs a program. Waits while the door is shut or the program is away, up to {@link #patience}.
  ///
  /// @throws IllegalArgumentException when a program of this name was never here or stayed away
  ///   beyond the patience, or an input does not fit
  /// @throws IllegalStateException when the door stayed shut beyond the patience
  Reply call(String program, Map<String, Parcel> inputs);

  /// Puts a program behind the door under a name; replaces one of the same name.
  ///
  /// @return takes it away again
  Handle serve(String program, Server server);

  /// Lets no new request through and waits until those inside are done.
  ///
  /// @return whether all were done within the limit; the door is shut either way
  boolean shut(Duration limit);

  /// Lets requests through again, the waiting ones first.
  void open();

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
