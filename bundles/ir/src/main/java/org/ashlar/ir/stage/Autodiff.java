package org.ashlar.ir.stage;

import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// Derives functions. A service; the derived function is ordinary and can be derived again.
///
/// Several engines may be present; all give equal derivatives. A name of an added input or output
/// that the function has already gets a number: `d_x2`.
@ConsumerType
public interface Autodiff {
  /// The engine's name, by which users choose it: `reverse`.
  String name();

  /// The same function with more outputs: `d_<input>` for each input named in `by`, the gradient of
  /// the sum of the output named `of` (the output itself where it is a scalar).
  ///
  /// @throws IllegalArgumentException when a name is unknown, a dtype is not a float, an operator
  ///   on the way has no derivative (the message names it), or the engine refuses the size
  Function gradient(Function function, String of, List<String> by);

  /// The same, with a say in which states of loops are kept. An engine that keeps none is free to
  /// ignore it.
  default Function gradient(
      Function function, String of, List<String> by, Checkpoints checkpoints) {
    return gradient(function, of, by);
  }

  /// Forward mode. The same function with more inputs, `t_<input>` for each input named in `by`: a
  /// direction of its type; and with more outputs, `t_<output>` for each output of floats: how fast
  /// it grows in that direction. Other inputs stand still.
  ///
  /// @throws IllegalArgumentException when a name is unknown, a dtype is not a float, or an
  ///   operator on the way has no derivative
  Function tangent(Function function, List<String> by);

  /// The gradient of a single call, for those who record calls one by one.
  ///
  /// @param by the positions of the arguments whose gradients are wanted; all floats
  /// @return a function of the arguments `a0`, `a1`, …, the results `y0`, … and the gradients
  ///   `dy0`, … of those results that are floats, in this order; its outputs are `d_a<position>`
  /// @throws IllegalArgumentException when the operator has no derivative
  Function pullback(Operator operator, List<Type> arguments, List<Integer> by);
}
