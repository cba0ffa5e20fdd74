package org.ashlar.compiler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.TensorData;

/// A compiled function that the host calls with tensors.
record Body(Program program, Instance instance) {
  /// One result an output.
  ///
  /// @param args one an input
  /// @param end on the clock of `System.nanoTime`
  List<TensorData> run(List<TensorData> args, long end) {
    var function = program.request().function();
    var inputs = new HashMap<String, TensorData>();
    for (int i = 0; i < args.size(); i++) {
      inputs.put(function.inputNames().get(i), args.get(i));
    }
    var given = instance.run(inputs, left(function.name(), end));
    var results = new ArrayList<TensorData>();
    function.outputNames().forEach(name -> results.add(Objects.requireNonNull(given.get(name))));
    return results;
  }

  /// The time that is left.
  ///
  /// @throws LaunchException when there is none, or the thread is interrupted; nothing of the run
  ///   is on a device then
  static Duration left(String what, long end) {
    if (Thread.currentThread().isInterrupted()) {
      throw LaunchException.fault(what + ": interrupted between two steps of the run");
    }
    long nanos = end - System.nanoTime();
    if (nanos <= 0) {
      throw LaunchException.fault(what + ": the limit passed between two steps of the run");
    }
    return Duration.ofNanos(nanos);
  }

  void close() {
    instance.close();
  }
}
