package org.ashlar.operators.control;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// The shape rules of operators that carry functions: arguments against the inputs of a body.
final class Fit {
  private Fit() {}

  /// @throws IllegalArgumentException unless the arguments are of the inputs' types
  static void inputs(String operator, Function body, List<Value> inputs, List<Type> args) {
    if (args.size() != inputs.size()) {
      throw new IllegalArgumentException(
          operator
              + ": "
              + body.name()
              + " takes "
              + inputs.size()
              + " arguments: not "
              + args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      if (!args.get(i).equals(inputs.get(i).type())) {
        throw wrong(operator, body, inputs.get(i), "is given " + args.get(i));
      }
    }
  }

  /// The types of what repeated steps give.
  ///
  /// @throws IllegalArgumentException unless the arguments fit the body
  static List<Type> steps(String operator, Meaning.Repeated repeated, List<Type> args) {
    var body = repeated.body();
    var inputs = body.inputs().subList(1, body.inputs().size());
    int first = repeated.carried();
    int last = first + repeated.sequences();
    var given = new ArrayList<Type>(args);
    for (int i = first; i < Math.min(last, args.size()); i++) {
      given.set(i, element(operator, repeated, inputs.get(i), args.get(i)));
    }
    inputs(operator, body, inputs, given);
    var results = new ArrayList<Type>();
    for (var output : body.outputs()) {
      results.add(
          results.size() < repeated.carried()
              ? output.type()
              : stacked(repeated.times().orElseThrow(), output.tensor()));
    }
    return results;
  }

  private static TensorType stacked(Expr times, TensorType element) {
    var sizes = new ArrayList<Expr>();
    sizes.add(times);
    sizes.addAll(element.shape().sizes());
    return new TensorType(element.dtype(), new Shape(sizes));
  }

  private static TensorType element(
      String operator, Meaning.Repeated repeated, Value input, Type sequence) {
    if (!(sequence instanceof TensorType t) || t.rank() == 0) {
      throw wrong(operator, repeated.body(), input, "is no element of " + sequence);
    }
    var times = repeated.times().orElseThrow();
    if (!t.size(0).equals(times)) {
      throw wrong(
          operator,
          repeated.body(),
          input,
          "is of a sequence " + t + ", of another length than the " + Text.of(times) + " steps");
    }
    return new TensorType(t.dtype(), new Shape(t.shape().sizes().subList(1, t.rank())));
  }

  private static IllegalArgumentException wrong(
      String operator, Function body, Value input, String facts) {
    var label = input.op() instanceof Input i ? i.label() : "";
    return new IllegalArgumentException(
        operator + ": " + label + " of " + body.name() + ": " + input.type() + " " + facts);
  }
}
