package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.osgi.annotation.versioning.ConsumerType;

/// Computes a function straight from the meanings of its operators: slow, obvious, the definition
/// that everything else is tested against. A service.
@ConsumerType
public interface Evaluator {
  /// One result an output.
  ///
  /// @param arguments one an input, of its type
  /// @throws IllegalArgumentException when an argument does not fit its input
  List<Result> evaluate(Function function, List<TensorData> arguments);

  /// The numbers of an output, and for each the sum of the magnitudes of what was added up to reach
  /// it, with the number of terms: what a backend's tolerance is made of (`semantics.md`, reference
  /// and tolerance).
  ///
  /// @param magnitude one an element; empty for outputs that are not floats
  /// @param terms the most terms that one element was summed from, along the longest chain
  record Result(TensorData data, double[] magnitude, long terms) {}
}
