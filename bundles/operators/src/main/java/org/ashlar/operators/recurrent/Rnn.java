package org.ashlar.operators.recurrent;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The plain recurrent layer: `h = tanh(w x[t] + r h + bias)` along a sequence (Elman 1990; ONNX
/// operator RNN).
///
/// Arguments: `x[sequence, batch, input]`, `w[directions, hidden, input]`, `r[directions, hidden,
/// hidden]`, then what is `given` ({@link Given}). Results: every state, `y[sequence, directions,
/// batch, hidden]`, and the last one, `[directions, batch, hidden]`. Beyond a sequence's length `y`
/// is 0 and the state stays.
///
/// Floats of one dtype. Composed of a product for the whole sequence and a scan; its gradient is
/// derived from these.
///
/// @param activations one a direction; empty: tanh
/// @param alpha of each activation; empty: ONNX's
/// @param beta of each activation; empty: ONNX's
/// @param clip bounds what goes into the activation, on both sides; 0: not
/// @param batchFirst whether x, y and states have the batch as dimension 0
/// @param given the arguments after the weights
public record Rnn(
    Direction direction,
    List<Activation> activations,
    List<Double> alpha,
    List<Double> beta,
    double clip,
    boolean batchFirst,
    List<Given> given)
    implements RecurrentOperator {
  public Rnn {
    activations = List.copyOf(activations);
    alpha = List.copyOf(alpha);
    beta = List.copyOf(beta);
    given = List.copyOf(given);
    new RecurrentAttributes("rnn", direction, 1, false)
        .check(activations, alpha, beta, clip, given);
  }

  /// A layer with standard activations.
  public Rnn(Direction direction, Given... given) {
    this(direction, List.of(), List.of(), List.of(), 0, false, List.of(given));
  }

  public Rnn() {
    this(Direction.FORWARD);
  }

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public List<Activation> standard() {
    return List.of(Activation.TANH);
  }

  @Override
  public List<Value> next(Step s) {
    return List.of(s.squash(0, Build.add(s.x(), Build.matmul(s.h(), s.r()))));
  }
}
