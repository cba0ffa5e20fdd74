package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.build.Build;
import org.osgi.service.component.annotations.Component;

/// Gradients in reverse mode: one walk from the output back to the inputs.
///
/// An operator's own gradient wins; every other one is derived from its meaning. The function given
/// is not touched: the derived one lives in a graph of its own, so several threads may derive one
/// function at once.
@Component
public final class ReverseMode implements Autodiff {
  @Override
  public Function gradient(Function function, String of, List<String> by) {
    int output = function.outputNames().indexOf(of);
    if (output < 0) {
      throw new IllegalArgumentException(
          "gradient of "
              + function.name()
              + ": no output is named "
              + of
              + ": the outputs are "
              + String.join(", ", function.outputNames()));
    }
    var graph = new Graph();
    var inputs =
        function.inputs().stream().map(input -> graph.apply(input.op(), List.of())).toList();
    var outputs = new ArrayList<>(Inline.apply(function, inputs, graph));
    var y = requireFloat(function, of, outputs.get(output));
    var ends =
        by.stream()
            .map(name -> requireFloat(function, name, inputs.get(position(function, name))))
            .toList();

    var backward = new Backward(ends);
    backward.run(List.of(y), List.of(Build.fill(graph, y.tensor(), 1)));

    var names = new ArrayList<>(function.outputNames());
    for (int i = 0; i < ends.size(); i++) {
      var end = ends.get(i);
      outputs.add(backward.gradient(end).orElseGet(() -> Build.zeros(end)));
      names.add("d_" + by.get(i));
    }
    return new Function(function.name(), inputs, outputs, names);
  }

  private static int position(Function function, String name) {
    int position = function.inputNames().indexOf(name);
    if (position < 0) {
      throw new IllegalArgumentException(
          "gradient of "
              + function.name()
              + ": no input is named "
              + name
              + ": the inputs are "
              + String.join(", ", function.inputNames()));
    }
    return position;
  }

  private static Value requireFloat(Function function, String name, Value value) {
    if (value.type() instanceof TensorType t && t.dtype().isFloat()) {
      return value;
    }
    throw new IllegalArgumentException(
        "gradient of "
            + function.name()
            + ": only floats have one: "
            + name
            + " is "
            + value.type());
  }
}
