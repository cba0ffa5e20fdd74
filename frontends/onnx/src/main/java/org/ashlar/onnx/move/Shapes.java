package org.ashlar.onnx.move;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Fill;

/// Sizes as numbers, and tensors made of sizes.
final class Shapes {
  private Shapes() {}

  /// The sizes from `start` to before `end`, both clamped; whole before version 15.
  static List<Term> shape(Call call) {
    var sizes = call.type(0).shape().sizes();
    int rank = sizes.size();
    int start = clamp(call.whole("start", 0), rank);
    int end = clamp(call.whole("end", rank), rank);
    var part = sizes.subList(start, Math.max(start, end));
    return List.of(new Term.Sizes(part, new long[] {part.size()}, DType.I64));
  }

  private static int clamp(long place, int rank) {
    return Math.clamp(place < 0 ? place + rank : place, 0, rank);
  }

  static List<Term> size(Call call) {
    var count = Sizes.product(call.type(0).shape().sizes());
    return List.of(new Term.Sizes(List.of(count), new long[0], DType.I64));
  }

  /// A tensor of the attribute's one number, by default `f32` zeros.
  static List<Term> constantOfShape(Call call) {
    List<Expr> sizes = call.sizes(0);
    var shape = new Shape(sizes);
    if (!call.hasAttribute("value")) {
      return Term.of(call.apply(new Fill(DType.F32, 0, shape)));
    }
    var value = call.tensor("value");
    if (value.elements() != 1) {
      throw call.refuse("the attribute value must be one number: " + value);
    }
    var dtype = value.dtype();
    return Term.of(call.apply(new Fill(dtype, value.get(0), shape)));
  }
}
