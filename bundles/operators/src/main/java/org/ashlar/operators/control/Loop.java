package org.ashlar.operators.control;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;

/// A function while a condition holds: `while (go && t < most) go, s, y[t] = body(t++, go, s, c)`
/// (ONNX Loop, `while_loop` of JAX).
///
/// Arguments in order: `carried` values, of which the first is the condition, `bool[]`, and
/// constants that every step sees. The body takes the number of the step, `i64[]`, the carried
/// values, the constants; it gives the next carried values, then the elements of stacked results.
/// Results: the carried values after the last step, then the stacked ones, `most` long, 0 where no
/// step ran. The condition is looked at before each step, the first one too.
///
/// @param carried with the condition
/// @param most the most steps; 0: no bound. A loop without a bound has no stacked results and runs
///   on the host
public record Loop(Function body, long carried, long most) implements Operator {
  /// @throws IllegalArgumentException when the body does not fit the number of carried values,
  ///   leaves one of another type than it takes, or has stacked results without a bound
  public Loop {
    repeated(body, carried, most);
  }

  public Loop() {
    this(Specimens.doubled(), 2, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return Fit.steps("loop", repeated(body, carried, most), args);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return repeated(body, carried, most);
  }

  private static Meaning.Repeated repeated(Function body, long carried, long most) {
    return new Meaning.Repeated(
        body,
        Math.toIntExact(carried),
        0,
        most == 0 ? Optional.empty() : Optional.of(Expr.of(most)),
        true,
        false);
  }
}
