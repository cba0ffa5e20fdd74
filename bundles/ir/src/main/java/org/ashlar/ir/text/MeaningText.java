package org.ashlar.ir.text;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;

/// Writes meanings: `indexed [i, j] over k < 6 by sum(f32) = a0[i, k] * a1[k, j]`.
public final class MeaningText {
  private MeaningText() {}

  public static void print(Printer out, Meaning meaning, int indent) {
    switch (meaning) {
      case Meaning.Pointwise(var body) -> out.words("pointwise ").expr(body);
      case Meaning.Indexed(var result, var over, var by, var body) -> {
        out.words("indexed ");
        indices(out, result);
        over(out, over);
        if (!isPlain(over, by, body)) {
          out.words(" by ");
          print(out, by);
        }
        body(out, body);
      }
      case Meaning.Scanned(var result, var along, var by, var body, var exclusive, var reverse) -> {
        out.words("scanned ");
        indices(out, result);
        out.words(" along ").name(along.name()).words(" by ");
        print(out, by);
        out.words((exclusive ? " exclusive" : "") + (reverse ? " reverse" : ""));
        body(out, body);
      }
      case Meaning.Scattered(var result, var initial, var over, var at, var combine, var body) -> {
        out.words("scattered ");
        indices(out, result);
        out.words(" initial ").expr(initial);
        over(out, over);
        out.words(" at [").exprs(at).words("] " + combine + "= ").expr(body);
      }
      case Meaning.Composed(var body) -> FunctionText.print(out.words("composed "), body, indent);
      case Meaning.Chosen(var then, var otherwise) -> {
        FunctionText.print(out.words("chosen "), then, indent);
        FunctionText.print(out.words(" else "), otherwise, indent);
      }
      case Meaning.Repeated r -> repeated(out, r, indent);
      case Meaning.Opaque(var says, _) -> out.words(says.isEmpty() ? "opaque" : "opaque: " + says);
    }
  }

  private static void repeated(Printer out, Meaning.Repeated r, int indent) {
    out.words("repeated carried " + r.carried() + " sequences " + r.sequences());
    r.times().ifPresent(times -> out.words(" times ").expr(times));
    out.words((r.conditional() ? " conditional" : "") + (r.reverse() ? " reverse" : "") + " ");
    FunctionText.print(out, r.body(), indent);
  }

  /// A reducer: `sum(f32)` where it is one of the constants of {@link Reducer}, else in full.
  public static void print(Printer out, Reducer reducer) {
    var known = known(reducer);
    if (known.isPresent()) {
      out.words(reducer.name() + "(" + known.get() + ")");
      return;
    }
    out.words("reducer ").name(reducer.name()).words(" [").exprs(reducer.identity());
    out.words("] merge [").exprs(reducer.merge()).words("] finish ").expr(reducer.finish());
  }

  private static Optional<DType> known(Reducer reducer) {
    if (reducer.identity().isEmpty()) {
      return Optional.empty();
    }
    var dtypes = List.of(reducer.finish().dtype(), reducer.identity().getFirst().dtype());
    return dtypes.stream()
        .filter(d -> Reducers.named(reducer.name(), d).filter(reducer::equals).isPresent())
        .findFirst();
  }

  private static boolean isPlain(List<Axis> over, Reducer by, List<Expr> body) {
    return over.isEmpty() && body.size() == 1 && by.equals(Reducer.none(body.getFirst().dtype()));
  }

  private static void indices(Printer out, List<Expr.Index> indices) {
    out.words("[").list(indices, i -> out.name(i.name())).words("]");
  }

  private static void over(Printer out, List<Axis> over) {
    if (!over.isEmpty()) {
      out.words(" over ").list(over, out::axis);
    }
  }

  private static void body(Printer out, List<Expr> body) {
    for (int i = 0; i < body.size(); i++) {
      out.words(i == 0 ? " = " : "; ").expr(body.get(i));
    }
  }
}
