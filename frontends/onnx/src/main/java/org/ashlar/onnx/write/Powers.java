package org.ashlar.onnx.write;

import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Powers of whole numbers, which wrap: by squaring, for runtimes compute the format's own in
/// floats.
final class Powers {
  private final Draft draft;
  private final DType dtype;

  Powers(Draft draft, DType dtype) {
    this.draft = draft;
    this.dtype = dtype;
  }

  /// Of negative exponents 0, but for bases of 1 and -1.
  String of(String x, String y) {
    if (dtype == DType.U64) {
      return squared(x, y);
    }
    var negative = node("Less", y, number(0));
    var some = squared(x, node("Where", negative, number(0), y));
    var odd = node("Not", node("Equal", node("Mod", y, number(2)), number(0)));
    var minus = node("Where", odd, x, number(1));
    var below = node("Where", node("Equal", node("Abs", x), number(1)), minus, number(0));
    // of 1 every power is 1, and x itself where the exponent is odd
    return node("Where", negative, below, some);
  }

  /// A step for each bit of the exponent: the result is multiplied where it is set, the base is
  /// squared.
  private String squared(String x, String y) {
    var body = draft.inside(draft.fresh("square", 1).getFirst());
    var like = node("Mul", node("Add", x, y), number(0));
    var result = draft.fresh("power", 1).getFirst();
    var base = draft.fresh("base", 1).getFirst();
    var rest = draft.fresh("exponent", 1).getFirst();
    var bit = draft.fresh("bit", 1).getFirst();
    // their sizes are those of the values around
    List.of(result, base, rest).forEach(name -> body.input(name, dtype));
    body.input(bit, TensorType.of(DType.I64));
    var two = draft.number(dtype, 2);
    var odd =
        body.node("Equal", List.of(body.node("Mod", List.of(rest, two)), draft.number(dtype, 1)));
    var times = body.node("Mul", List.of(result, base));
    body.output(
        draft.fresh("next", 1).getFirst(), body.node("Where", List.of(odd, times, result)), dtype);
    body.output(draft.fresh("next", 1).getFirst(), body.node("Mul", List.of(base, base)), dtype);
    body.output(draft.fresh("next", 1).getFirst(), body.node("Div", List.of(rest, two)), dtype);
    var bits = TensorData.zeros(DType.I64, dtype.bits());
    LongStream.range(0, dtype.bits()).forEach(i -> bits.set(i, i));
    return draft
        .nodes(
            "Scan",
            3,
            List.of(
                node("Add", like, number(1)),
                node("Add", like, x),
                node("Add", like, y),
                draft.constant(bits)),
            Attribute.of("num_scan_inputs", 1),
            Attribute.of("body", body.graph().build()))
        .getFirst();
  }

  private String number(long value) {
    return draft.number(dtype, value);
  }

  private String node(String type, String... inputs) {
    return draft.node(type, List.of(inputs));
  }
}
