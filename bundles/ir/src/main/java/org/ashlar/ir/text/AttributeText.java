package org.ashlar.ir.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;

/// Writes the head of a call: the operator's name, and in brackets the attributes that differ from
/// its defaults.
public final class AttributeText {
  private AttributeText() {}

  public static void print(Printer out, Operator op, int indent) {
    if (op instanceof Unknown unknown) {
      name(out, unknown);
      if (!unknown.attributes().isEmpty()) {
        out.words("[" + unknown.attributes() + "]");
      }
      return;
    }
    name(out, op);
    var defaults = Attributes.defaults(op).map(Attributes::of).orElse(Map.of());
    var told =
        Attributes.of(op).entrySet().stream()
            .filter(a -> !a.getValue().equals(defaults.get(a.getKey())))
            .toList();
    if (!told.isEmpty()) {
      out.words("[");
      out.list(told, a -> value(out.words(a.getKey() + "="), a.getValue(), indent));
      out.words("]");
    }
  }

  private static void name(Printer out, Operator op) {
    out.words(Names.word((op.domain().isEmpty() ? "" : op.domain() + ".") + op.name()));
    if (op.version() != 1) {
      out.words("@" + op.version());
    }
  }

  private static void value(Printer out, Object value, int indent) {
    switch (value) {
      case Long n -> out.words(n.toString());
      case Integer n -> out.words(n.toString());
      case Float x -> out.words(real(x, x.toString()));
      case Double x -> out.words(real(x, x.toString()));
      case Boolean b -> out.words(b.toString());
      case String s -> out.words(Names.string(s));
      case DType d -> out.words(d.toString());
      case Enum<?> e -> out.words(e.name().toLowerCase(Locale.ROOT));
      case Shape s -> out.shape(s);
      case Type t -> out.type(t);
      case Expr e -> out.expr(e);
      case Axis a -> out.axis(a);
      case Reducer r -> MeaningText.print(out, r);
      case Meaning m -> MeaningText.print(out, m, indent);
      case Function f -> FunctionText.print(out, f, indent);
      case Optional<?> o -> o.ifPresentOrElse(v -> value(out, v, indent), () -> out.words("none"));
      case List<?> items -> {
        out.words("[");
        out.list(items, item -> value(out, item, indent));
        out.words("]");
      }
      default -> out.words(Names.string(value.toString()));
    }
  }

  private static String real(double value, String digits) {
    return Double.isNaN(value)
        ? "nan"
        : Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : digits.toLowerCase(Locale.ROOT);
  }
}
