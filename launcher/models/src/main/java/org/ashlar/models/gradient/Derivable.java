package org.ashlar.models.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.build.Build;

/// A function in f64 with its float inputs and outputs, and the functions that tell how it grows.
///
/// @param weighed the float outputs and, last, their sum with weights, which are its last inputs
/// @param by names of the inputs to derive by
/// @param outputs how many float outputs there are
record Derivable(Function weighed, List<String> by, int outputs) {
  /// @param function in f64
  /// @param by names of float inputs
  static Derivable of(Function function, List<String> by) {
    var inputs = new ArrayList<>(function.inputs());
    var outputs = new ArrayList<Value>();
    var names = new ArrayList<String>();
    Value sum = null;
    for (int i = 0; i < function.outputs().size(); i++) {
      var output = function.outputs().get(i);
      if (!Doubles.isSmooth(output.type()) || outputs.contains(output)) {
        continue;
      }
      var weight = output.graph().input("weight of " + i, output.type());
      inputs.add(weight);
      outputs.add(output);
      names.add(function.outputNames().get(i));
      var part = Build.sum(Build.mul(output, weight));
      sum = sum == null ? part : Build.add(sum, part);
    }
    if (sum != null) {
      outputs.add(sum);
      names.add("weighed sum");
    }
    return new Derivable(
        new Function(function.name(), inputs, outputs, names), by, Math.max(0, outputs.size() - 1));
  }

  boolean isEmpty() {
    return outputs == 0 || by.isEmpty();
  }

  /// Outputs: those of {@link #weighed}, then the gradients of the sum by each input (reverse
  /// mode).
  Function gradient(Registry registry) {
    return engine(registry).gradient(weighed, "weighed sum", by);
  }

  /// Inputs: those of {@link #weighed}, then a direction an input. Outputs: those of {@link
  /// #gradient}, then how fast each grows in the direction (forward mode; of the gradients: forward
  /// over reverse).
  Function tangent(Registry registry) {
    return engine(registry).tangent(gradient(registry), by);
  }

  /// Zero, one or random weights of the outputs.
  List<TensorData> weights(DoubleSupplier number) {
    var weights = new ArrayList<TensorData>();
    for (var output : weighed.outputs().subList(0, outputs)) {
      var data = TensorData.zeros(DType.F64, ((TensorType) output.type()).shape().constants());
      for (long i = 0; i < data.elements(); i++) {
        data.set(i, Double.doubleToLongBits(number.getAsDouble()));
      }
      weights.add(data);
    }
    return weights;
  }

  private static Autodiff engine(Registry registry) {
    var engines = registry.find(Autodiff.class);
    // the others limit the numbers by which is derived
    return engines.stream()
        .filter(engine -> engine.service().name().equals("reverse"))
        .findFirst()
        .or(() -> engines.stream().findFirst())
        .orElseThrow(
            () -> new IllegalStateException("autodiff: no engine is present: why autodiff"))
        .service();
  }
}
