package org.ashlar.onnx.structure;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;

/// The sizes of a tensor as numbers: known when the program is made, or as expressions of those that
/// a launch gives.
public final class Shapes {
  private Shapes() {}

  public static void register(Translations into) {
    into.add("Shape", Shapes::shape, 1, 13, 15, 19, 21, 23, 24, 25)
        .add("Size", Shapes::size, 1, 13, 19, 21, 23, 24, 25);
  }

  private static List<Term> shape(Call call) {
    var sizes = call.type(0).shape().sizes();
    int start = clamped(call.whole("start", 0), sizes.size());
    int end = clamped(call.whole("end", sizes.size()), sizes.size());
    return List.of(Term.Sizes.of(sizes.subList(start, Math.max(start, end))));
  }

  private static int clamped(long place, int rank) {
    return Math.toIntExact(Math.clamp(place < 0 ? place + rank : place, 0L, (long) rank));
  }

  private static List<Term> size(Call call) {
    Expr count = Sizes.product(call.type(0).shape().sizes());
    return List.of(new Term.Sizes(List.of(count), new long[0], DType.I64));
  }
}
