package org.ashlar.compiler;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;

/// Programs, registries and devices that several tests use.
final class Sample {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Sample() {}

  /// Every block and device on the class path of the tests.
  static Present everything() {
    return new Present()
        .load(Operator.class)
        .load(Rule.class)
        .load(Narrowing.class)
        .load(Autodiff.class)
        .load(Batching.class)
        .load(Recompute.class)
        .load(Lowering.class)
        .load(Arrangement.class)
        .load(Scheduler.class)
        .load(Evaluator.class)
        .load(Backend.class);
  }

  /// What a compilation cannot do without, and no device.
  static Present withoutDevices() {
    return new Present().load(Operator.class).load(Lowering.class);
  }

  static Backend reference() {
    return new Present()
        .load(Backend.class).find(Backend.class).stream()
            .map(Provider::service)
            .filter(b -> b.targets().getFirst().name().equals("reference"))
            .findFirst()
            .orElseThrow();
  }

  /// `y = relu(x · w + b)`, 2 × 3 by 3 × 2.
  static Function layer() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2, 3));
    var w = graph.input("w", TensorType.of(DType.F32, 3, 2));
    var b = graph.input("b", TensorType.of(DType.F32, 2));
    return Function.of(
        "layer",
        List.of(x, w, b),
        List.of(Build.apply(new Relu(), Build.add(Build.matmul(x, w), b))));
  }

  static Map<String, TensorData> layerInputs() {
    return Map.of(
        "x", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
        "w", TensorData.of(new float[] {1, -1, 0, 1, 1, -1}, 3, 2),
        "b", TensorData.of(new float[] {0.5f, -0.5f}, 2));
  }

  /// `total.next = total + x`, and `before`, which is `total`.
  static Request counter(Optional<String> device) {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2));
    var total = graph.input("total", TensorType.of(DType.F32, 2));
    var function =
        new Function(
            "counter",
            List.of(x, total),
            List.of(Build.add(total, x), total),
            List.of("total.next", "before"));
    return new Request(function, Set.of("total"), Map.of("total.next", "total"), device, true);
  }

  /// A device of its own for each backend and target.
  static java.util.function.Function<Program.Part, Device> devices() {
    var opened = new HashMap<String, Device>();
    return part ->
        opened.computeIfAbsent(
            part.target().name(), n -> part.backend().service().open(part.target()));
  }

  static TensorData floats(double... values) {
    return TensorData.of(DType.F32, values, values.length);
  }
}
