package org.ashlar.onnx.write;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;

/// Results that are written to computed places: on the flattened result, where a place outside is
/// the number of one more element, which is cut off.
final class Pushes {
  private final Draft draft;
  private final Reads reads;
  private final Extents extents;
  private final Scalars scalars;

  Pushes(Draft draft, Reads reads) {
    this.draft = draft;
    this.reads = reads;
    this.extents = new Extents(draft);
    this.scalars = new Scalars(draft);
  }

  String write(Meaning.Scattered meaning, TensorType type) {
    var sizes = type.shape().sizes();
    var count = sizes.stream().reduce(Expr.of(1), (a, b) -> Simplify.of(a.times(b)));
    var dtype = meaning.body().dtype();
    var kind = kind(meaning.combine(), dtype);
    var start = written(meaning.initial(), Meanings.axes(meaning.result(), type));
    var flat = extents.reshape(start, List.of(count));
    var spare = extents.expand(draft.scalar(dtype, 0), List.of(Expr.of(1)));
    var all =
        draft.node(
            "Concat",
            List.of(scalars.convert(dtype, kind, flat), scalars.convert(dtype, kind, spare)),
            Attribute.of("axis", 0));
    var many = meaning.over().stream().map(Axis::extent).reduce(Expr.of(1), Expr::times);
    var line = List.of(Simplify.of(many));
    var places = extents.reshape(written(number(meaning, sizes, count), meaning.over()), line);
    var updates = extents.reshape(written(meaning.body(), meaning.over()), line);
    var pushed =
        draft.node(
            "ScatterElements",
            List.of(all, places, scalars.convert(dtype, kind, updates)),
            Attribute.of("axis", 0),
            Attribute.of("reduction", reduction(meaning.combine(), dtype)));
    var cut =
        draft.node("Slice", List.of(pushed, draft.wholes(0), extents.list(count), draft.wholes(0)));
    return extents.reshape(scalars.convert(kind, dtype, cut), sizes);
  }

  /// The number of an element of the flattened result; one past the last for a place outside.
  private static Expr number(Meaning.Scattered meaning, List<Expr> sizes, Expr count) {
    Expr inside = Expr.of(true);
    Expr number = Expr.of(0);
    for (int d = 0; d < sizes.size(); d++) {
      var place = meaning.at().get(d);
      inside = inside.and(Expr.of(0).le(place)).and(place.lt(sizes.get(d)));
      number = number.times(sizes.get(d)).plus(place);
    }
    return Simplify.of(inside.select(number, count));
  }

  /// An expression over all values of indices.
  private String written(Expr body, List<Axis> axes) {
    var space = new Space(axes);
    return new Expressions(draft, space, reads, Map.of()).whole(body);
  }

  /// The kind in which elements are combined.
  private static DType kind(Op2 combine, DType dtype) {
    return combine == Op2.SET ? dtype : dtype == DType.BOOL ? DType.I32 : Scalars.wide(dtype);
  }

  private static String reduction(Op2 combine, DType dtype) {
    return switch (combine) {
      case SET -> "none";
      case ADD -> dtype == DType.BOOL ? "max" : "add";
      case MUL -> dtype == DType.BOOL ? "min" : "mul";
      case MIN -> "min";
      case MAX -> "max";
      case AND -> logical(dtype, "min", combine);
      case OR -> logical(dtype, "max", combine);
      default ->
          throw new IllegalArgumentException("onnx: elements are not combined by " + combine);
    };
  }

  private static String logical(DType dtype, String reduction, Op2 combine) {
    if (dtype != DType.BOOL) {
      throw new IllegalArgumentException("onnx: elements are not combined by " + combine);
    }
    return reduction;
  }
}
