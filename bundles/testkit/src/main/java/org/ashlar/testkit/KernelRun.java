package org.ashlar.testkit;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Writes;

/// Runs a single kernel on a device, with nothing around it.
final class KernelRun {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private KernelRun() {}

  /// The arguments after the run, in the order of the kernel's parameters; those given stay as they are.
  static List<TensorData> on(
      Backend backend, Target target, Kernel kernel, List<Long> sizes, List<TensorData> arguments) {
    var written = Writes.of(kernel);
    var memories = new ArrayList<Memory>();
    try (var device = backend.open(target)) {
      var order = new ArrayList<Integer>();
      for (boolean output : List.of(false, true)) {
        for (int i = 0; i < arguments.size(); i++) {
          if (written.contains(kernel.parameters().get(i)) == output) {
            order.add(i);
          }
        }
      }
      for (int i : order) {
        long bytes = bytes(arguments.get(i));
        var memory = device.allocate(bytes);
        device.copy(memory, 0, host(arguments.get(i).data()), 0, bytes);
        memories.add(memory);
      }
      long[] numbers = sizes.stream().mapToLong(n -> n).toArray();
      device.launch(backend.compile(Plan.of(kernel), target), memories, numbers).await(LIMIT);
      var after = new ArrayList<>(arguments);
      for (int n = 0; n < order.size(); n++) {
        int i = order.get(n);
        var data = TensorData.zeros(arguments.get(i).dtype(), arguments.get(i).sizes());
        device.copy(host(data.data()), 0, memories.get(n), 0, bytes(data));
        after.set(i, data);
      }
      memories.forEach(Memory::close);
      return after;
    }
  }

  private static long bytes(TensorData data) {
    return data.elements() * data.dtype().bytes();
  }

  private static Memory host(MemorySegment segment) {
    return Memory.ofHost(segment);
  }
}
