package org.ashlar.gpu.engine;

import org.ashlar.ptx.Space;

/// Who looks on while a grid runs: checkers and recorders. Each event happens on the thread of its
/// block.
public interface Watch {
  /// Nobody.
  Watch NONE = new Watch() {};

  /// How memory is touched.
  enum Touch {
    READ,
    WRITE,
    ATOMIC,
    /// Written by a copy that nobody waited for yet.
    COPY
  }

  /// Whether [#touched] is to be called.
  default boolean touches() {
    return false;
  }

  /// Whether [#executed] is to be called.
  default boolean executions() {
    return false;
  }

  default void began(Block block) {}

  default void ended(Block block) {}

  /// One lane's access, before it happens.
  ///
  /// @param address in the space; of a generic access, the space where it goes and the address
  ///   there
  /// @param value what is written, of up to 8 bytes
  default void touched(
      Warp warp,
      int instruction,
      int lane,
      Space space,
      long address,
      int bytes,
      Touch touch,
      long value) {}

  /// An instruction was executed; of one of memory, [Warp#addresses] holds where.
  ///
  /// @param mask the lanes whose guard was true
  default void executed(Warp warp, int instruction, int mask, boolean memory) {}

  /// All threads of a block have met.
  default void synchronised(Block block) {}

  /// The lanes of a warp have met.
  default void synchronised(Warp warp, int mask) {}

  /// Lanes came to a barrier while others of their warp were elsewhere.
  default void divergedBarrier(Warp warp, int instruction, int mask) {}

  /// A lane waited for its copies of all but the last `pending` groups.
  default void waited(Warp warp, int lane, int pending) {}

  /// A lane closed a group of copies.
  default void committed(Warp warp, int lane) {}
}
