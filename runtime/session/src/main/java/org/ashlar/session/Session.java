package org.ashlar.session;

import java.util.Map;
import org.ashlar.ir.TensorData;

/// A program with variables that can be run at any time by any thread, also while the blocks that
/// compute it are replaced.
public interface Session extends AutoCloseable {
  ProgramText program();

  /// Runs once, on the epoch that is current, or the next one where none is.
  ///
  /// @param inputs every input that is no variable, by name
  /// @throws IllegalArgumentException when an input does not fit
  /// @throws IllegalStateException when nothing present can run the program: names the operator,
  ///   the devices asked and the bundles known to provide it
  Answer run(Map<String, TensorData> inputs);

  /// The same with memory of the caller's for results. What lies in memory outside of the heap, at
  /// a multiple of 64 bytes, is read and written in place where the device can; nobody else may
  /// write to it meanwhile.
  ///
  /// @param into memory for some of the outputs, by name, each of its type; undefined after a run
  ///   that fails
  Answer run(Map<String, TensorData> inputs, Map<String, TensorData> into);

  /// The number of a variable as of the last finished run.
  TensorData variable(String name);

  void assign(String name, TensorData data);

  /// How many runs the variables have in them, since the session was made: 0 where runs change
  /// nothing. Goes back when a device dies, to the last numbers that the host has.
  long runs();

  /// All variables as of one and the same run. From then on the host has them: whatever dies, the
  /// session does not go back behind them.
  Snapshot snapshot();

  @Override
  void close();
}
