package org.ashlar.door;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// Who runs kept programs. The session bundle offers itself to the door as the host; whoever drives
/// a replacement speaks to it in `java.*` types only.
public interface Host {
  /// Makes a program ready.
  ///
  /// @throws IllegalArgumentException when the program is wrong
  /// @throws IllegalStateException when something that it needs is not there (yet)
  Door.Server open(Kept program);

  /// An open program with its newest numbers.
  Kept look(String program);

  /// Ends an open program; its newest numbers are given back.
  Kept close(String program);

  /// Builds nothing until {@link #resume}: much is about to come and go.
  void hold();

  /// Builds again, and waits until every program runs on what is best now.
  void resume();

  /// The open programs that nothing present can run now, with the reason.
  Map<String, String> stranded();

  /// Lets programs without a device of their own run on this one; an empty name: on the best.
  void prefer(String device);

  /// Waits until every program runs on what is best now.
  void settle();

  /// The devices present, best first, each with the bundle and version that provides it.
  Map<String, String> devices();

  /// Bundles that were left out since they failed, with the reason.
  Map<String, String> leftOut();

  /// Bytes of device memory that all open programs hold together.
  long deviceBytes();

  /// Tells of every move of a program from one set of blocks to the next until the handle is
  /// closed.
  Door.Handle observe(Consumer<Move> observer);

  /// A program moved.
  ///
  /// @param gap how long the first of the requests that met nothing ready waited
  /// @param drained runs that were in flight before
  record Move(String program, Duration gap, int drained) {}
}
