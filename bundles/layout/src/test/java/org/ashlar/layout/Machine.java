package org.ashlar.layout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.backend.Backend;
import org.ashlar.backend.HostMemory;
import org.ashlar.backend.Memory;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Lowering;

/// Lowers functions for a machine with vectors, and runs plans on the reference device.
final class Machine {
  static final Target TARGET =
      new Target("test", 32, 16, 2, Map.of(), List.of(), Set.of(DType.values()), Map.of());

  /// A machine on which starting a kernel costs nothing, so that more is stored.
  static final Target EAGER =
      new Target(
          "eager",
          32,
          16,
          2,
          Map.of(),
          List.of(),
          Set.of(DType.values()),
          Map.of("fusion.launch", 0.0, "fusion.nodes", 20.0));

  private Machine() {}

  static Plan lowered(Function function, Target target) {
    return ServiceLoader.load(Lowering.class).findFirst().orElseThrow().lower(function, target);
  }

  static Plan arranged(Plan plan, Consumer<String> notes) {
    return new Layout().arrange(plan, TARGET, notes);
  }

  /// Numbers for the inputs of a plan.
  static List<TensorData> inputs(Plan plan, Random random) {
    var inputs = new ArrayList<TensorData>();
    for (Buffer input : plan.inputs()) {
      var data = TensorData.zeros(input.dtype(), input.shape().constants());
      for (long i = 0; i < data.elements(); i++) {
        data.set(i, Codec.encode(input.dtype(), random.nextDouble() * 4 - 2));
      }
      inputs.add(data);
    }
    return inputs;
  }

  /// The outputs of a plan, after its kernels have been checked. The workspace is not clean.
  static List<TensorData> run(Plan plan, List<TensorData> inputs) {
    for (var action : plan.actions()) {
      if (action instanceof Plan.Action.Launch launch) {
        Check.kernel(launch.kernel());
      }
    }
    var backend =
        ServiceLoader.load(Backend.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(b -> b.targets().stream().anyMatch(t -> t.name().equals("reference")))
            .findFirst()
            .orElseThrow();
    var target = backend.targets().getFirst();
    var outputs = new ArrayList<TensorData>();
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
        var dirt = TensorData.zeros(DType.F32, plan.workspaceBytes() / 4);
        for (long i = 0; i < dirt.elements(); i++) {
          dirt.set(i, Codec.encode(DType.F32, 1e6));
        }
        device.copy(memories.getLast(), 0, new HostMemory(dirt.data()), 0, dirt.elements() * 4);
      }
      device
          .launch(backend.compile(plan, target), memories, new long[0])
          .await(Duration.ofSeconds(60));
      for (int i = 0; i < outputs.size(); i++) {
        var data = outputs.get(i);
        device.copy(
            new HostMemory(data.data()),
            0,
            memories.get(inputs.size() + i),
            0,
            data.elements() * data.dtype().bytes());
      }
      memories.forEach(Memory::close);
    }
    return outputs;
  }
}
