package org.ashlar.operators.recurrent;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The gated recurrent unit along a sequence: `z = sigmoid(wz x[t] + rz h)`, `r = sigmoid(wr x[t] +
/// rr h)`, `n = tanh(wn x[t] + rn (r h))`, `h = (1 - z) n + z h`, each with its biases (Cho et al.
/// 2014, arXiv:1406.1078; ONNX operator GRU).
///
/// Arguments: `x[sequence, batch, input]`, `w[directions, 3 hidden, input]`, `r[directions, 3
/// hidden, hidden]`, both in the order z, r, n, then what is `given` ({@link Given}). Results:
/// every state, `y[sequence, directions, batch, hidden]`, and the last one, `[directions, batch,
/// hidden]`. Beyond a sequence's length `y` is 0 and the state stays.
///
/// Floats of one dtype. Composed of a product for the whole sequence and a scan; its gradient is
/// derived from these.
///
/// @param activations two a direction, of the gates and of n; empty: sigmoid, tanh
/// @param alpha of each activation; empty: ONNX's
/// @param beta of each activation; empty: ONNX's
/// @param clip bounds what goes into the activations, on both sides; 0: not
/// @param batchFirst whether x, y and states have the batch as dimension 0
/// @param linearBeforeReset whether the reset gate weighs `rn h` with its bias, not h
/// @param given the arguments after the weights
public record Gru(
    Direction direction,
    List<Activation> activations,
    List<Double> alpha,
    List<Double> beta,
    double clip,
    boolean batchFirst,
    boolean linearBeforeReset,
    List<Given> given)
    implements RecurrentOperator {
  public Gru {
    activations = List.copyOf(activations);
    alpha = List.copyOf(alpha);
    beta = List.copyOf(beta);
    given = List.copyOf(given);
    new RecurrentAttributes("gru", direction, 2, false)
        .check(activations, alpha, beta, clip, given);
  }

  /// A layer with standard activations.
  public Gru(Direction direction, boolean linearBeforeReset, Given... given) {
    this(direction, List.of(), List.of(), List.of(), 0, false, linearBeforeReset, List.of(given));
  }

  public Gru() {
    this(Direction.FORWARD, false);
  }

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public List<Activation> standard() {
    return List.of(Activation.SIGMOID, Activation.TANH);
  }

  @Override
  public boolean addsLastBias() {
    return !linearBeforeReset;
  }

  @Override
  public List<Value> next(Step s) {
    return linearBeforeReset ? linear(s) : reset(s);
  }

  private List<Value> reset(Step s) {
    var gates = Build.matmul(s.h(), s.gate(s.r(), 0, 2));
    var z = s.squash(0, Build.add(s.gate(s.x(), 0), s.gate(gates, 0)));
    var r = s.squash(0, Build.add(s.gate(s.x(), 1), s.gate(gates, 1)));
    var state = Build.matmul(Build.mul(r, s.h()), s.gate(s.r(), 2));
    return mixed(s, z, Build.add(s.gate(s.x(), 2), state));
  }

  private List<Value> linear(Step s) {
    var gates = Build.matmul(s.h(), s.r());
    var z = s.squash(0, Build.add(s.gate(s.x(), 0), s.gate(gates, 0)));
    var r = s.squash(0, Build.add(s.gate(s.x(), 1), s.gate(gates, 1)));
    var state = s.gate(gates, 2);
    var biased = s.lastBias().map(b -> Build.add(state, b)).orElse(state);
    return mixed(s, z, Build.add(s.gate(s.x(), 2), Build.mul(r, biased)));
  }

  private static List<Value> mixed(Step s, Value z, Value n) {
    return List.of(Build.add(Build.mul(Build.sub(1, z), s.squash(1, n)), Build.mul(z, s.h())));
  }
}
