package org.ashlar.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Meanings in the notation of mathematics, for people: `y[i₀, i₁] = Σ k₀ < 6: a[i₀, k₀] · b[k₀,
/// i₁]`.
///
/// It leaves out what readers take for granted: conversions between whole numbers, and those to the
/// wider kind in which sums are accumulated. {@link Text} is the exact form, which can be read
/// back.
public final class Formula {
  private static final int CHOICE = 0;
  private static final int OR = 1;
  private static final int AND = 2;
  private static final int RELATION = 3;
  private static final int SUM = 4;
  private static final int PRODUCT = 5;
  private static final int SIGN = 6;
  private static final int POWER = 7;
  private static final int ATOM = 8;

  private final IntFunction<String> operands;
  private final List<String> wheres = new ArrayList<>();

  private Formula(IntFunction<String> operands) {
    this.operands = operands;
  }

  /// One line an equation.
  ///
  /// @param result the name of the result
  /// @param operands the names of the arguments, by position
  public static List<String> of(Meaning meaning, String result, IntFunction<String> operands) {
    var formula = new Formula(operands);
    var lines = new ArrayList<String>(formula.meaning(meaning, result));
    for (var where : formula.wheres) {
      lines.add("  where " + where);
    }
    return lines;
  }

  private List<String> meaning(Meaning meaning, String y) {
    return switch (meaning) {
      case Meaning.Pointwise(var body) -> List.of(y + " = " + expr(body, CHOICE));
      case Meaning.Indexed(var result, var over, var by, var body) ->
          List.of(at(y, result) + " = " + combined(by, axes(over), body));
      case Meaning.Scanned(var result, var along, var by, var body, var exclusive, var reverse) -> {
        var i = name(along.name());
        var range = (exclusive ? "j < " : "j ≤ ") + i;
        var place = reverse ? range.replace('<', '>').replace('≤', '≥') : range;
        var moved =
            body.stream()
                .map(e -> Rewrite.map(e, n -> n.equals(along) ? new Expr.Index("j") : n))
                .toList();
        yield List.of(at(y, result) + " = " + combined(by, place, moved));
      }
      case Meaning.Scattered(var result, var initial, var over, var at, var combine, var body) -> {
        var to = y + "[" + exprs(at) + "]";
        var what = expr(body, CHOICE);
        var change =
            combine == Op2.SET
                ? to + " = " + what
                : combine == Op2.ADD
                    ? to + " += " + what
                    : to + " = " + combine.sign() + "(" + to + ", " + what + ")";
        yield List.of(
            at(y, result) + " = " + expr(initial, CHOICE),
            change + (over.isEmpty() ? "" : "  for " + axes(over)));
      }
      case Meaning.Composed(var body) -> List.of(Text.of(body));
      case Meaning.Chosen _, Meaning.Repeated _ -> List.of(Text.of(meaning));
      case Meaning.Opaque(var says, _) -> List.of(says.isEmpty() ? "a function of the host" : says);
    };
  }

  private String combined(Reducer by, String over, List<Expr> body) {
    var bodies = body.stream().map(e -> expr(e, SUM)).collect(Collectors.joining("; "));
    if (by.equals(Reducer.none(body.getFirst().dtype()))) {
      return expr(body.getFirst(), CHOICE);
    }
    var sign =
        switch (by.name()) {
          case "sum" -> "Σ";
          case "product" -> "Π";
          default -> by.name();
        };
    return sign + " " + over + ": " + bodies;
  }

  private String axes(List<Axis> axes) {
    return axes.stream()
        .map(a -> name(a.index().name()) + " < " + expr(a.extent(), SUM))
        .collect(Collectors.joining(", "));
  }

  private static String at(String name, List<Expr.Index> at) {
    return at.isEmpty()
        ? name
        : name + at.stream().map(i -> name(i.name())).collect(Collectors.joining(", ", "[", "]"));
  }

  private String exprs(List<Expr> es) {
    return es.stream().map(e -> expr(e, CHOICE)).collect(Collectors.joining(", "));
  }

  private String expr(Expr e, int around) {
    return switch (e) {
      case Expr.Const c -> number(c);
      case Expr.Index i -> name(i.name());
      case Expr.Size s -> s.name();
      case Expr.Local l -> name(l.name());
      case Expr.Read(var of, var at) -> {
        var name = of instanceof Operand(int position, _) ? operands.apply(position) : of.name();
        yield at.isEmpty() ? name : name + "[" + exprs(at) + "]";
      }
      case Expr.Let(var local, var value, var body) -> {
        var where = name(local.name()) + " = " + expr(value, CHOICE);
        if (!wheres.contains(where)) {
          wheres.add(where);
        }
        yield expr(body, around);
      }
      case Expr.Cast(var to, var mode, var x) ->
          mode == Expr.Mode.CONVERT && isPlain(x.dtype(), to)
              ? expr(x, around)
              : (mode == Expr.Mode.CONVERT
                      ? ""
                      : mode.name().toLowerCase(java.util.Locale.ROOT) + " ")
                  + to
                  + "("
                  + expr(x, CHOICE)
                  + ")";
      case Expr.Unary(var op, var x) -> unary(op, x, around);
      case Expr.Binary b -> binary(b, around);
      case Expr.Select(var when, var then, var otherwise) ->
          wrapped(
              expr(then, OR) + " if " + expr(when, OR) + ", else " + expr(otherwise, CHOICE),
              CHOICE,
              around);
    };
  }

  private String unary(Op1 op, Expr x, int around) {
    return switch (op) {
      case NEG -> wrapped("-" + expr(x, SIGN), SIGN, around);
      case NOT -> wrapped("¬" + expr(x, SIGN), SIGN, around);
      case ABS -> "|" + expr(x, CHOICE) + "|";
      case FLOOR -> "⌊" + expr(x, CHOICE) + "⌋";
      case CEIL -> "⌈" + expr(x, CHOICE) + "⌉";
      case SQRT -> "√(" + expr(x, CHOICE) + ")";
      case EXP -> wrapped("e^" + expr(x, ATOM), POWER, around);
      default -> op + "(" + expr(x, CHOICE) + ")";
    };
  }

  private String binary(Expr.Binary b, int around) {
    var x = b.x();
    var y = b.y();
    return switch (b.op()) {
      case ADD -> infix(x, " + ", y, SUM, SUM, around);
      case SUB -> infix(x, " - ", y, SUM, PRODUCT, around);
      case MUL -> infix(x, " · ", y, PRODUCT, PRODUCT, around);
      case DIV -> infix(x, " / ", y, PRODUCT, SIGN, around);
      case FLOORDIV -> "⌊" + infix(x, " / ", y, PRODUCT, SIGN, CHOICE) + "⌋";
      case FLOORMOD -> infix(x, " mod ", y, PRODUCT, SIGN, around);
      case POW -> infix(x, "^", y, ATOM, ATOM, around);
      case EQ -> infix(x, " = ", y, SUM, SUM, around, RELATION);
      case NE -> infix(x, " ≠ ", y, SUM, SUM, around, RELATION);
      case LT -> infix(x, " < ", y, SUM, SUM, around, RELATION);
      case LE -> infix(x, " ≤ ", y, SUM, SUM, around, RELATION);
      case AND -> infix(x, isTruth(x) ? " ∧ " : " and ", y, AND, AND, around);
      case OR -> infix(x, isTruth(x) ? " ∨ " : " or ", y, OR, OR, around);
      default -> b.op().sign() + "(" + expr(x, CHOICE) + ", " + expr(y, CHOICE) + ")";
    };
  }

  private String infix(Expr x, String sign, Expr y, int left, int right, int around) {
    int own = left == ATOM ? POWER : left;
    return infix(x, sign, y, left, right, around, own);
  }

  private String infix(Expr x, String sign, Expr y, int left, int right, int around, int own) {
    return wrapped(expr(x, left) + sign + expr(y, right), own, around);
  }

  private static String wrapped(String text, int own, int around) {
    return own < around ? "(" + text + ")" : text;
  }

  private static boolean isTruth(Expr e) {
    return e.dtype() == DType.BOOL;
  }

  private static boolean isPlain(DType from, DType to) {
    return from.isInteger() && to == DType.I64
        || from.isFloat() && to.isFloat() && to.bits() >= from.bits();
  }

  private static String number(Expr.Const c) {
    if (c.dtype() == DType.BOOL) {
      return c.bits() == 0 ? "false" : "true";
    }
    if (c.dtype().isInteger()) {
      return Long.toString(c.bits());
    }
    double value = c.value();
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "-∞";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : c.dtype() == DType.F64 ? Double.toString(value) : Float.toString((float) value);
  }

  /// Digits at the end of a name become subscripts: `i0` → `i₀`.
  private static String name(String name) {
    int end = name.length();
    while (end > 1 && Character.isDigit(name.charAt(end - 1))) {
      end--;
    }
    return end == name.length() || name.length() - end > 9
        ? name
        : name.substring(0, end) + subscript(Integer.parseInt(name.substring(end)));
  }

  /// A number in small digits below the line.
  public static String subscript(int number) {
    return Integer.toString(number)
        .chars()
        .mapToObj(digit -> String.valueOf((char) ('₀' + digit - '0')))
        .collect(Collectors.joining());
  }
}
