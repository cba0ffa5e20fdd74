package org.ashlar.reference;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// Runs plans on an opened reference device, for tests.
final class Runs {
  private Runs() {}

  /// Runs a kernel in place on its arguments.
  static void run(Kernel kernel, TensorData... arguments) {
    var plan =
        new Plan(
            kernel.name(),
            kernel.sizes(),
            kernel.parameters(),
            List.of(),
            List.of(),
            List.of(new Plan.Action.Launch(kernel, kernel.parameters())));
    run(plan, new long[0], arguments);
  }

  /// Runs a plan in place on its arguments, in device memory and back.
  static void run(Plan plan, long[] sizes, TensorData... arguments) {
    var backend = new ReferenceBackend();
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var memories = new ArrayList<Memory>();
      for (var argument : arguments) {
        long bytes = argument.elements() * argument.dtype().bytes();
        var memory = device.allocate(bytes);
        device.copy(memory, 0, host(argument.data()), 0, bytes);
        memories.add(memory);
      }
      if (plan.workspace().size() > 0) {
        memories.add(device.allocate(plan.workspaceBytes()));
      }
      try {
        device.launch(backend.compile(plan, target), memories, sizes).await(Duration.ofSeconds(20));
      } finally {
        for (int i = 0; i < arguments.length; i++) {
          long bytes = arguments[i].elements() * arguments[i].dtype().bytes();
          device.copy(host(arguments[i].data()), 0, memories.get(i), 0, bytes);
        }
      }
    }
  }

  private static Memory host(MemorySegment segment) {
    return Memory.ofHost(segment);
  }
}
