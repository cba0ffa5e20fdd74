package org.ashlar.rules;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.create.Fill;

/// What is one number everywhere, computed from constants, is a constant: `exp(fill 0) = fill 1`,
/// and any movement of a constant; a table of equal numbers is one, too.
public final class FoldConstants implements Rule {
  @Override
  public Value apply(Value value) {
    if (value.op() instanceof Constant(_, _, var numbers)) {
      return isOne(numbers) ? Build.fill(value.graph(), value.tensor(), numbers.getFirst()) : value;
    }
    boolean constant =
        !value.args().isEmpty() && value.args().stream().allMatch(arg -> arg.op() instanceof Fill);
    if (!constant || !(value.type() instanceof TensorType type)) {
      return value;
    }
    return switch (value.op().meaning(value.args().stream().map(Value::type).toList())) {
      case Meaning.Pointwise(var body) -> folded(value, type, body, Facts.NONE);
      case Meaning.Indexed m when m.over().isEmpty() && m.body().size() == 1 ->
          folded(value, type, m.body().getFirst(), facts(m, type));
      case Meaning.Indexed _,
          Meaning.Scanned _,
          Meaning.Scattered _,
          Meaning.Composed _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          value;
    };
  }

  private static boolean isOne(List<Double> numbers) {
    return numbers.stream().distinct().count() == 1;
  }

  private static Facts facts(Meaning.Indexed meaning, TensorType type) {
    var facts = Facts.NONE;
    for (int d = 0; d < type.rank(); d++) {
      facts = facts.with(meaning.result().get(d), type.size(d));
    }
    return facts;
  }

  private static Value folded(Value value, TensorType type, Expr body, Facts facts) {
    var number = Simplify.of(Rewrite.map(body, e -> read(value, e)), facts);
    boolean exact = number instanceof Expr.Const c && Expr.of(type.dtype(), c.value()).equals(c);
    return exact ? Build.fill(value.graph(), type, ((Expr.Const) number).value()) : value;
  }

  private static Expr read(Value value, Expr e) {
    return e instanceof Expr.Read(Operand(int p, var dtype), _)
            && value.arg(p).op() instanceof Fill(_, double number, _)
        ? Expr.of(dtype, number)
        : e;
  }
}
