package org.ashlar.operators.recurrent;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// One step of a recurrent cell in one direction: what it sees, and what cells are made of.
///
/// @param number of the direction
/// @param states before the step, `[batch, hidden]`
/// @param x the input's part of all gates, biases included, `[batch, gates hidden]`
/// @param r the weights of the state, transposed: `[hidden, gates hidden]`
/// @param lastBias the state's part of the last gate's bias, `[hidden]`, where it is kept apart
/// @param peepholes `[3 hidden]`
record Step(
    RecurrentOperator op,
    RecurrentTypes types,
    int number,
    List<Value> states,
    Value x,
    Value r,
    Optional<Value> lastBias,
    Optional<Value> peepholes) {
  Value h() {
    return states.getFirst();
  }

  /// The columns of one gate, or of several that follow each other.
  Value gate(Value all, int gate, int count) {
    long hidden = types.hidden();
    var rows = all.tensor().size(0);
    return Build.apply(
        new Slice(
            List.of(0L, gate * hidden),
            new Shape(List.of(rows, Expr.of(count * hidden))),
            List.of()),
        all);
  }

  Value gate(Value all, int gate) {
    return gate(all, gate, 1);
  }

  /// What a gate sees of the cell: nothing without peepholes.
  Value peep(Value gate, int which, Value cell) {
    return peepholes
        .map(p -> {
          var weights =
              Build.apply(
                  new Slice(List.of(which * types.hidden()), Shape.of(types.hidden()), List.of()),
                  p);
          return Build.add(gate, Build.mul(weights, cell));
        })
        .orElse(gate);
  }

  /// A gate through an activation, clipped before.
  Value squash(int activation, Value x) {
    double clip = op.clip();
    return apply(activation, clip > 0 ? Build.clamp(x, -clip, clip) : x);
  }

  /// An activation of this direction.
  Value apply(int activation, Value x) {
    int at = number * op.standard().size() + activation;
    var function =
        op.activations().isEmpty() ? op.standard().get(activation) : op.activations().get(at);
    double alpha = op.alpha().isEmpty() ? function.alpha() : op.alpha().get(at);
    double beta = op.beta().isEmpty() ? function.beta() : op.beta().get(at);
    return function.of(x, alpha, beta);
  }
}
