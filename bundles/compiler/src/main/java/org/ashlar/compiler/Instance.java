package org.ashlar.compiler;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;

/// A program with its variables in the memory of devices. Safe for use by several threads; runs
/// that update variables go one after the other.
public interface Instance extends AutoCloseable {
  /// Runs once. Variables change at the end, all or none.
  ///
  /// @param inputs every input that is no variable, by name, of its type
  /// @return every output that updates no variable, by name
  /// @throws IllegalArgumentException when an input is missing, unknown or of another type
  /// @throws Missing when the run compiles a part (see {@link Program#isCut}) and a block is not
  ///   there now; no variable has changed
  /// @throws org.ashlar.backend.LaunchException when the device reports a fault or the limit passes
  Map<String, TensorData> run(Map<String, TensorData> inputs, Duration limit);

  /// The same with memory of the caller's for results. What lies in memory outside of the heap, at
  /// a multiple of 64 bytes, is read and written in place where the device can; nobody else may
  /// write to it meanwhile.
  ///
  /// @param into memory for some of the outputs, by name, each of its type; undefined after a run
  ///   that fails
  default Map<String, TensorData> run(
      Map<String, TensorData> inputs, Map<String, TensorData> into, Duration limit) {
    return Offered.filled("program", run(inputs, limit), into);
  }

  /// The number of a variable now, copied to the host.
  TensorData variable(String name);

  /// Replaces the number of a variable.
  void assign(String name, TensorData data);

  /// What runs on which device: the program's parts, and where sizes depend on data those that were
  /// compiled for the numbers that came out.
  List<Program.Part> parts();

  /// Frees the memory. No run may be in flight.
  @Override
  void close();
}
