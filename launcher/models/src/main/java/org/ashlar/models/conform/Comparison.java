package org.ashlar.models.conform;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;

/// Holds values to those that came out elsewhere: types and sizes exactly, floats within a
/// tolerance, everything else exactly. Two NaNs are equal.
record Comparison(Tolerance tolerance) {
  Difference of(Datum expected, Datum given) {
    return switch (expected) {
      case TensorData tensor when given instanceof TensorData other -> tensors(tensor, other);
      case Datum.Strings strings when given instanceof Datum.Strings other ->
          strings.equals(other)
              ? Difference.NONE
              : Difference.wrong(
                  strings.type().equals(other.type())
                      ? "strings " + other.elements() + ", not " + strings.elements()
                      : other.type() + ", not " + strings.type());
      case Datum.Sequence(var _, var items)
          when given instanceof Datum.Sequence(var _, var others) ->
          all(items, others);
      case Datum.Maybe(var _, var item) when given instanceof Datum.Maybe(var _, var other) ->
          all(item.stream().toList(), other.stream().toList());
      case Datum.Maybe(var _, var item) when item.isPresent() -> of(item.get(), given);
      case Datum.Table table when given instanceof Datum.Table other ->
          table.keys().equals(other.keys())
              ? all(table.values(), other.values())
              : Difference.wrong("keys " + other.keys() + ", not " + table.keys());
      default -> Difference.wrong(given.type() + ", not " + expected.type());
    };
  }

  private Difference all(List<Datum> expected, List<Datum> given) {
    if (expected.size() != given.size()) {
      return Difference.wrong(given.size() + " items, not " + expected.size());
    }
    var all = Difference.NONE;
    for (int i = 0; i < expected.size(); i++) {
      all = all.and(of(expected.get(i), given.get(i)).at("item " + i));
    }
    return all;
  }

  private Difference tensors(TensorData expected, TensorData given) {
    if (!expected.type().equals(given.type())) {
      return Difference.wrong(given.type() + ", not " + expected.type());
    }
    if (expected.dtype().kind() == DType.Kind.COMPLEX) {
      return expected.equals(given)
          ? Difference.NONE
          : Difference.wrong("complex numbers differ, and are compared bit by bit");
    }
    return expected.dtype().isFloat() ? floats(expected, given) : wholes(expected, given);
  }

  private Difference floats(TensorData expected, TensorData given) {
    double ulp = expected.elements() == 0 ? Double.NaN : 0;
    double absolute = ulp;
    long count = 0;
    String first = "";
    for (long i = 0; i < expected.elements(); i++) {
      double x = expected.get(i);
      double y = given.get(i);
      if (x == y || Double.isNaN(x) && Double.isNaN(y)) {
        continue;
      }
      double apart = Math.abs(x - y);
      if (Double.isFinite(apart)) {
        absolute = Math.max(absolute, apart);
        ulp = Math.max(ulp, Ulps.between(expected.dtype(), expected.bits(i), given.bits(i)));
      }
      boolean close =
          Double.isFinite(x)
              && Double.isFinite(y)
              && apart <= tolerance.absolute() + tolerance.relative() * Math.abs(x);
      if (!close && count++ == 0) {
        first = "element " + i + " is " + y + ", not " + x;
      }
    }
    return new Difference(ulp, absolute, told(first, count, expected.elements()));
  }

  private static Difference wholes(TensorData expected, TensorData given) {
    double absolute = expected.elements() == 0 ? Double.NaN : 0;
    long count = 0;
    String first = "";
    for (long i = 0; i < expected.elements(); i++) {
      if (expected.bits(i) != given.bits(i)) {
        absolute = Math.max(absolute, Math.abs(expected.get(i) - given.get(i)));
        if (count++ == 0) {
          first = "element " + i + " is " + text(given, i) + ", not " + text(expected, i);
        }
      }
    }
    return new Difference(Double.NaN, absolute, told(first, count, expected.elements()));
  }

  private static String text(TensorData tensor, long at) {
    return tensor.dtype().kind() == DType.Kind.UNSIGNED
        ? Long.toUnsignedString(tensor.bits(at))
        : Long.toString(tensor.bits(at));
  }

  private static Optional<String> told(String first, long count, long of) {
    return count == 0
        ? Optional.empty()
        : Optional.of(first + (count == 1 ? "" : "; " + count + " of " + of + " differ"));
  }
}
