package org.ashlar.gpu.engine;

import java.util.Optional;
import org.ashlar.ptx.Instruction;

/// Finds the loop over lanes that does an instruction at once: with vectors where the virtual
/// machine has them.
final class LaneLoops {
  /// Whether the module `jdk.incubator.vector` is here; asked once, as it cannot come later.
  private static final boolean VECTORS = vectors();

  private LaneLoops() {}

  private static boolean vectors() {
    try {
      Class.forName("jdk.incubator.vector.LongVector", false, LaneLoops.class.getClassLoader());
      return !Boolean.getBoolean("ashlar.gpu.scalar");
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  static Optional<LaneLoop> of(Instruction instruction) {
    return VECTORS ? VectorLanes.of(instruction) : Optional.empty();
  }
}
