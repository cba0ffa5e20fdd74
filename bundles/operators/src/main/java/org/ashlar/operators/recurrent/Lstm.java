package org.ashlar.operators.recurrent;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// Long short-term memory along a sequence: `i, o, f = sigmoid(w x[t] + r h)`, `g = tanh(wg x[t] +
/// rg h)`, `c = f c + i g`, `h = o tanh(c)`, each with its biases (Hochreiter and Schmidhuber 1997;
/// ONNX operator LSTM).
///
/// Arguments: `x[sequence, batch, input]`, `w[directions, 4 hidden, input]`, `r[directions, 4
/// hidden, hidden]`, both in the order i, o, f, g, then what is `given` ({@link Given}); with
/// peepholes i and f see also the cell before, o the one after. Results: every state, `y[sequence,
/// directions, batch, hidden]`, the last one and the last cell, `[directions, batch, hidden]`.
/// Beyond a sequence's length `y` is 0, state and cell stay.
///
/// Floats of one dtype. Composed of a product for the whole sequence and a scan; its gradient is
/// derived from these.
///
/// @param activations three a direction, of the gates, of g and of the cell; empty: sigmoid, tanh,
///   tanh
/// @param alpha of each activation; empty: ONNX's
/// @param beta of each activation; empty: ONNX's
/// @param clip bounds what goes into gates and g, on both sides; 0: not
/// @param batchFirst whether x, y, states and cells have the batch as dimension 0
/// @param coupled whether f is `1 - i`
/// @param given the arguments after the weights
public record Lstm(
    Direction direction,
    List<Activation> activations,
    List<Double> alpha,
    List<Double> beta,
    double clip,
    boolean batchFirst,
    boolean coupled,
    List<Given> given)
    implements RecurrentOperator {
  public Lstm {
    activations = List.copyOf(activations);
    alpha = List.copyOf(alpha);
    beta = List.copyOf(beta);
    given = List.copyOf(given);
    new RecurrentAttributes("lstm", direction, 3, true)
        .check(activations, alpha, beta, clip, given);
  }

  /// A layer with standard activations.
  public Lstm(Direction direction, Given... given) {
    this(direction, List.of(), List.of(), List.of(), 0, false, false, List.of(given));
  }

  public Lstm() {
    this(Direction.FORWARD);
  }

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public List<Activation> standard() {
    return List.of(Activation.SIGMOID, Activation.TANH, Activation.TANH);
  }

  @Override
  public List<Value> next(Step s) {
    var before = s.states().getLast();
    var all = Build.add(s.x(), Build.matmul(s.h(), s.r()));
    var i = s.squash(0, s.peep(s.gate(all, 0), 0, before));
    var f = coupled ? Build.sub(1, i) : s.squash(0, s.peep(s.gate(all, 2), 2, before));
    var g = s.squash(1, s.gate(all, 3));
    var cell = Build.add(Build.mul(f, before), Build.mul(i, g));
    var o = s.squash(0, s.peep(s.gate(all, 1), 1, cell));
    return List.of(Build.mul(o, s.apply(2, cell)), cell);
  }
}
