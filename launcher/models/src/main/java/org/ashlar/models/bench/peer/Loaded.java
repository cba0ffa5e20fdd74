package org.ashlar.models.bench.peer;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.Datum;

/// A loaded model that runs on the same inputs again and again. For one thread.
public interface Loaded extends AutoCloseable {
  /// Runs once; this is what is timed.
  void run();

  /// The outputs of a run, by name.
  Map<String, Datum> outputs();

  /// The bytes of code that were generated for it; 0 where that is not known.
  default long codeBytes() {
    return 0;
  }

  /// The bytes of weights and workspace that a run holds; 0 where that is not known.
  default long memoryBytes() {
    return 0;
  }

  /// The operations on floats that a run takes, a product and its sum as two; 0 where that is not
  /// known.
  default double operations() {
    return 0;
  }

  /// The time of each of its kernels, in their order; empty where it cannot tell.
  default List<KernelTime> profile() {
    return List.of();
  }

  /// A kernel's time.
  ///
  /// @param ms the median of some runs
  /// @param rate thousands of millions of operations a second
  record KernelTime(String kernel, double ms, double bandwidth, double rate) {}

  @Override
  void close();
}
