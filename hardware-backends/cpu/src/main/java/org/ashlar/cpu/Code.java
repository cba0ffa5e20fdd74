package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.ashlar.cpu.product.Prepared;

/// What a generated class extends: one kernel. Without state, so any number of threads may run it
/// at once.
abstract class Code {
  /// A parameter that is also wanted in another form, prepared before the first launch.
  record Wanted(int parameter, Prepared form) {}

  /// What is to be prepared; a run is given it behind the parameters, in this order.
  List<Wanted> wanted() {
    return List.of();
  }

  /// Whether a parameter is read in another form only.
  boolean isSpent(int parameter) {
    return false;
  }

  /// Runs the whole kernel.
  abstract void run(Frame frame, MemorySegment[] parameters, long[] sizes);

  /// Runs the iterations from `begin` to `end` of the parallel loop with this number.
  ///
  /// @param memories the segments that the loop's body uses, in the order that the generated caller
  ///   gave them
  /// @param numbers likewise its sizes and outer indices
  abstract void part(
      int loop, Frame frame, long begin, long end, MemorySegment[] memories, long[] numbers);

  /// The kernel with what it runs on.
  Ready bind(MemorySegment[] parameters, long[] sizes, Within within) {
    return new Ready() {
      @Override
      public void run(Frame frame) {
        Code.this.run(frame, parameters, sizes);
      }

      @Override
      public double weight() {
        return Double.POSITIVE_INFINITY;
      }

      @Override
      public double sharedWeight() {
        return Double.POSITIVE_INFINITY;
      }
    };
  }
}
