package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;

/// Runs kernels, for tests.
final class Runs {
  private Runs() {}

  /// The last parameter after a run on random numbers.
  static float[] run(CpuBackend backend, Kernel kernel, Random random) {
    var data = new ArrayList<TensorData>();
    for (var p : kernel.parameters()) {
      var tensor = TensorData.zeros(p.dtype(), p.shape().constants());
      for (long i = 0; i < tensor.elements(); i++) {
        tensor.set(i, Expr.of(p.dtype(), random.nextGaussian()).bits());
      }
      data.add(tensor);
    }
    run(backend, kernel, data);
    return data.getLast().toFloats();
  }

  /// Runs a kernel in place.
  static void run(CpuBackend backend, Kernel kernel, List<TensorData> data) {
    var _ = run(backend, kernel, data, Set.of());
  }

  /// Runs a kernel in place, with some parameters told to be constant, and prepared for it.
  static Executable run(
      CpuBackend backend, Kernel kernel, List<TensorData> data, Set<Buffer> constant) {
    var plan =
        new Plan(
            kernel.name(),
            List.of(),
            kernel.parameters(),
            List.of(),
            List.of(),
            List.of(new Plan.Action.Launch(kernel, kernel.parameters())));
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var memories = new ArrayList<Memory>();
      for (var tensor : data) {
        var memory = device.allocate(tensor.data().byteSize());
        device.copy(memory, 0, Memory.ofHost(tensor.data()), 0, tensor.data().byteSize());
        memories.add(memory);
      }
      try {
        var executable = backend.compile(plan, target, constant);
        if (executable.preparedBytes() > 0) {
          var prepared = device.allocate(executable.preparedBytes());
          device.prepare(executable, memories, prepared);
          memories.add(prepared);
        }
        device.launch(executable, memories, new long[0]).await(Duration.ofSeconds(60));
        return executable;
      } finally {
        for (int i = 0; i < data.size(); i++) {
          device.copy(
              Memory.ofHost(data.get(i).data()),
              0,
              memories.get(i),
              0,
              data.get(i).data().byteSize());
        }
      }
    }
  }

  /// What the parameters are after a run of machine code, or of what has none to be told of.
  static List<TensorData> results(
      CpuBackend backend, Kernel kernel, List<TensorData> given, Set<Buffer> constant) {
    var data = new ArrayList<TensorData>();
    for (var tensor : given) {
      var copy = TensorData.zeros(tensor.dtype(), tensor.sizes());
      copy.data().copyFrom(tensor.data());
      data.add(copy);
    }
    var executable = run(backend, kernel, data, constant);
    assertFalse(executable.listing().contains("bytecode, not"), executable::listing);
    return data;
  }

  /// The kernel, the time to compile it again, the sizes of its methods and what could not be done.
  static String notes(CpuBackend backend, Kernel kernel, Machine machine) {
    long begin = System.nanoTime();
    var compiled = KernelClass.compile(kernel, machine, new Library());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    return KernelText.of(kernel)
        + "\n"
        + millis
        + " ms\n"
        + compiled
            .listing()
            .lines()
            .filter(l -> l.contains("note:") || l.contains(" bytes"))
            .toList();
  }

  static TensorData floats(double... values) {
    return TensorData.of(DType.F32, values, values.length);
  }
}
