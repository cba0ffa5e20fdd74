package org.ashlar.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;

/// Runs plans on devices, from host tensors to host tensors.
final class Devices {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Devices() {}

  /// Runs a plan on a device opened for it.
  ///
  /// @param arguments inputs, then outputs
  /// @return the arguments after the run
  static List<TensorData> run(
      Backend backend, Target target, Plan plan, List<Long> sizes, List<TensorData> arguments) {
    var executable = backend.compile(plan, target);
    try (var device = backend.open(target)) {
      return run(device, executable, sizes, arguments);
    }
  }

  /// Runs a compiled plan on an opened device.
  static List<TensorData> run(
      Device device, Executable executable, List<Long> sizes, List<TensorData> arguments) {
    var memories = new ArrayList<Memory>();
    try {
      for (var argument : arguments) {
        var memory = device.allocate(bytes(argument));
        memories.add(memory);
        device.copy(memory, 0, Memory.ofHost(argument.data()), 0, bytes(argument));
      }
      long space = workspace(executable.plan(), sizes);
      if (space > 0) {
        memories.add(device.allocate(space));
      }
      device.launch(executable, memories, sizes.stream().mapToLong(n -> n).toArray()).await(LIMIT);
      var after = new ArrayList<TensorData>();
      for (int i = 0; i < arguments.size(); i++) {
        var copy = TensorData.zeros(arguments.get(i).dtype(), arguments.get(i).sizes());
        device.copy(Memory.ofHost(copy.data()), 0, memories.get(i), 0, bytes(copy));
        after.add(copy);
      }
      return after;
    } finally {
      memories.forEach(Memory::close);
    }
  }

  /// Zeros for a plan's outputs, of constant sizes.
  static List<TensorData> outputs(Plan plan) {
    return plan.outputs().stream()
        .map(b -> TensorData.zeros(b.dtype(), b.shape().constants()))
        .toList();
  }

  static long bytes(TensorData data) {
    return data.elements() * data.dtype().bytes();
  }

  private static long workspace(Plan plan, List<Long> sizes) {
    long bytes = 0;
    for (var slot : plan.workspace()) {
      bytes = Math.max(bytes, slot.offset() + bytes(slot.buffer(), plan, sizes));
    }
    return bytes;
  }

  private static long bytes(Buffer buffer, Plan plan, List<Long> sizes) {
    long bytes = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      bytes *=
          switch (size) {
            case Expr.Const c -> c.bits();
            case Expr.Size s -> sizes.get(plan.sizes().indexOf(s));
            default ->
                throw new IllegalArgumentException(
                    "plan " + plan.name() + ": workspace of a computed size");
          };
    }
    return bytes;
  }
}
