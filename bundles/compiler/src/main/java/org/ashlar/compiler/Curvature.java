package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;

/// Products with the matrix of second derivatives, forward mode over the gradient: the matrix is
/// never made, and a product costs a few gradients.
final class Curvature {
  private Curvature() {}

  /// See {@link Compiler#hessianProduct}.
  static Function of(Autodiff autodiff, Function function, String of, List<String> by) {
    var gradient = autodiff.gradient(function, of, by);
    var tangent = autodiff.tangent(gradient, by);
    var outputs = new ArrayList<>(tangent.outputs().subList(0, gradient.outputs().size()));
    var names = new ArrayList<>(gradient.outputNames());
    int first = function.outputs().size();
    long skipped = gradient.outputs().subList(0, first).stream().filter(Curvature::isFloat).count();
    for (int i = 0; i < by.size(); i++) {
      outputs.add(tangent.outputs().get(gradient.outputs().size() + (int) skipped + i));
      names.add("h_" + by.get(i));
    }
    return new Function(function.name(), tangent.inputs(), outputs, names);
  }

  private static boolean isFloat(Value value) {
    return value.type() instanceof TensorType t && t.dtype().isFloat();
  }
}
