package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Simplify;

/// Sizes as tensors: known ones as numbers, the others computed from the shapes of values.
final class Extents {
  private final Draft draft;

  Extents(Draft draft) {
    this.draft = draft;
  }

  /// A scalar of `i64`.
  String scalar(Expr size) {
    var simple = Simplify.of(size);
    return simple instanceof Expr.Const(_, long bits)
        ? draft.scalar(DType.I64, bits)
        : new Expressions(draft, new Space(List.of()), Reads.NONE, Map.of()).write(simple);
  }

  /// A list of one number.
  String list(Expr size) {
    var simple = Simplify.of(size);
    return simple instanceof Expr.Const(_, long bits)
        ? draft.wholes(bits)
        : draft.node("Unsqueeze", List.of(scalar(simple), draft.wholes(0)));
  }

  /// A list of one number a dimension.
  String shape(List<Expr> sizes) {
    if (new Shape(sizes).isConstant()) {
      return draft.wholes(new Shape(sizes).constants());
    }
    var parts = new ArrayList<String>();
    sizes.forEach(size -> parts.add(list(size)));
    return parts.size() == 1
        ? parts.getFirst()
        : draft.node("Concat", parts, Attribute.of("axis", 0));
  }

  /// The value under another shape of as many elements.
  String reshape(String value, List<Expr> sizes) {
    boolean zero = sizes.stream().anyMatch(s -> !(s instanceof Expr.Const(_, long n)) || n == 0);
    var attribute = Attribute.of("allowzero", 1);
    var arguments = List.of(value, shape(sizes));
    return zero ? draft.node("Reshape", arguments, attribute) : draft.node("Reshape", arguments);
  }

  String expand(String value, List<Expr> sizes) {
    return draft.node("Expand", List.of(value, shape(sizes)));
  }

  /// 0, 1, … below a size.
  String range(Expr size) {
    return draft.node(
        "Range", List.of(draft.scalar(DType.I64, 0), scalar(size), draft.scalar(DType.I64, 1)));
  }
}
