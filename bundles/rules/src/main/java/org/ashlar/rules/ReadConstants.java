package org.ashlar.rules;

import java.util.stream.IntStream;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.Derive;
import org.ashlar.operators.create.Fill;

/// A derived operator that reads a constant has the number in its meaning instead: the 1 that
/// gradients start from vanishes.
public final class ReadConstants implements Rule {
  @Override
  public Value apply(Value value) {
    boolean reads = value.args().stream().anyMatch(arg -> arg.op() instanceof Fill);
    boolean keeps = value.args().stream().anyMatch(arg -> !(arg.op() instanceof Fill));
    if (!reads || !keeps || !(value.op() instanceof Derived(var label, var meaning, var type))) {
      return value;
    }
    boolean sameShape =
        !(meaning instanceof Meaning.Pointwise)
            || IntStream.range(0, value.args().size())
                .anyMatch(i ->
                    !(value.arg(i).op() instanceof Fill)
                        && value.arg(i).tensor().shape().equals(type.shape()));
    return sameShape
        ? Derive.apply(
            value.graph(), label, Derive.each(meaning, e -> folded(value, e)), type, value.args())
        : value;
  }

  private static Expr folded(Value value, Expr body) {
    return Rewrite.map(
        body,
        e ->
            e instanceof Expr.Read(Operand(int p, var dtype), _)
                    && value.arg(p).op() instanceof Fill(_, double number, _)
                ? Expr.of(dtype, number)
                : e);
  }
}
