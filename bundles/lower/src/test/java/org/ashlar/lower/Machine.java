package org.ashlar.lower;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.reference.ReferenceBackend;

/// Runs plans on the reference device, for tests.
final class Machine {
  static final Target TARGET =
      new Target("test", 32, 16, 2, Map.of(), List.of(), Set.of(DType.values()), Map.of());

  /// A machine on which starting a kernel costs nothing and rows do not fit, so that much more is
  /// stored.
  private static final Target EAGER =
      new Target(
          "eager",
          32,
          16,
          64,
          Map.of(),
          List.of(),
          Set.of(DType.values()),
          Map.of("fusion.launch", 0.0, "fusion.nodes", 40.0));

  private Machine() {}

  static Plan eager(Function function) {
    return Lower.plan(function, EAGER, note -> {}, true);
  }

  static Plan plan(Function function) {
    return Lower.plan(function, TARGET, note -> {}, true);
  }

  static Plan unfused(Function function) {
    return Lower.plan(function, TARGET, note -> {}, false);
  }

  /// The outputs of a plan, after each of its kernels has been checked.
  static List<TensorData> run(Plan plan, List<TensorData> inputs, long... sizes) {
    check(plan.actions());
    var outputs = new ArrayList<TensorData>();
    var backend = new ReferenceBackend();
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var memories = new ArrayList<Memory>();
      for (var input : inputs) {
        long bytes = input.elements() * input.dtype().bytes();
        memories.add(device.allocate(bytes));
        device.copy(memories.getLast(), 0, new HostMemory(input.data()), 0, bytes);
      }
      for (var output : plan.outputs()) {
        var data = TensorData.zeros(output.dtype(), output.shape().constants());
        outputs.add(data);
        memories.add(device.allocate(data.elements() * data.dtype().bytes()));
      }
      if (plan.workspaceBytes() > 0) {
        memories.add(device.allocate(plan.workspaceBytes()));
      }
      device.launch(backend.compile(plan, target), memories, sizes).await(Duration.ofSeconds(60));
      for (int i = 0; i < outputs.size(); i++) {
        var data = outputs.get(i);
        var from = memories.get(inputs.size() + i);
        device.copy(
            new HostMemory(data.data()), 0, from, 0, data.elements() * data.dtype().bytes());
      }
      memories.forEach(Memory::close);
    }
    return outputs;
  }

  private static void check(List<Plan.Action> actions) {
    for (var action : actions) {
      switch (action) {
        case Plan.Action.Launch launch -> Check.kernel(launch.kernel());
        case Plan.Action.Copy _ -> {}
        case Plan.Action.Repeat repeat -> check(repeat.body());
        case Plan.Action.Branch branch -> {
          check(branch.then());
          check(branch.otherwise());
        }
      }
    }
  }

  /// Numbers of a type, floats in -2 .. 2, whole numbers in 0 .. 3.
  static TensorData random(TensorType type, Random random) {
    var data = TensorData.zeros(type.dtype(), type.shape().constants());
    for (long i = 0; i < data.elements(); i++) {
      double x =
          type.dtype().isFloat()
              ? random.nextDouble() * 4 - 2
              : random.nextInt(type.dtype() == DType.BOOL ? 2 : 4);
      data.set(i, org.ashlar.ir.Codec.encode(type.dtype(), x));
    }
    return data;
  }
}
