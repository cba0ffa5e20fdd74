package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.Function;
import org.osgi.annotation.versioning.ConsumerType;

/// Makes a derived function keep less in memory and compute more. A service.
@ConsumerType
public interface Recompute {
  /// The function with the same numbers, bit for bit, in which what comes after some outputs (the
  /// gradients) reads values that are computed again in the place of values that were kept.
  ///
  /// @param forward the outputs that were there before the gradients
  /// @param keep {@link Keep.Bytes} is refused here: it is for those who can measure
  /// @throws IllegalArgumentException when an output or a name is unknown
  Recomputed apply(Function function, List<String> forward, Keep keep);

  /// A function that keeps less, and what that costs.
  ///
  /// @param calls the calls that are made twice
  /// @param operations the scalar operations that these take, counted as elements times combined
  ///   ones
  /// @param before the bytes of all values that the gradients found in memory
  /// @param after the bytes of those that they find now
  record Recomputed(Function function, long calls, double operations, long before, long after) {
    /// `3 calls, 1200 operations twice; 4096 instead of 16384 bytes kept`.
    @Override
    public String toString() {
      return "%d calls, %.0f operations twice; %d instead of %d bytes kept"
          .formatted(calls, operations, after, before);
    }
  }
}
