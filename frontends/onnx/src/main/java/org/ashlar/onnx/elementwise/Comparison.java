package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.GreaterOrEqual;
import org.ashlar.operators.pointwise.IsInf;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.LessOrEqual;

/// Comparisons; with NaN all are false.
final class Comparison {
  private Comparison() {}

  static void register(Translations into) {
    into.add("Equal", Comparison::equal, 1, 7, 11, 13, 19)
        .add("Greater", Alignment.binary(new Greater()), 1, 7, 9, 13)
        .add("Less", Alignment.binary(new Less()), 1, 7, 9, 13)
        .add("GreaterOrEqual", Alignment.binary(new GreaterOrEqual()), 12, 16)
        .add("LessOrEqual", Alignment.binary(new LessOrEqual()), 12, 16)
        .add("IsNaN", Functions.whole(new IsNan()), 9, 13, 20)
        .add("IsInf", Comparison::isInf, 10, 20);
  }

  private static List<Term> isInf(Call call) {
    var op =
        new IsInf(call.whole("detect_positive", 1) != 0, call.whole("detect_negative", 1) != 0);
    return Term.of(call.apply(op, call.value(0)));
  }

  /// Of strings too, which are compared on the host.
  private static List<Term> equal(Call call) {
    if (call.dtype(0) != DType.STRING) {
      return Term.of(call.apply(new Equal(), call.value(0), Alignment.second(call)));
    }
    var x = Texts.of(call, 0);
    var y = Texts.of(call, 1);
    var places = Places.broadcast(call, x.sizes(), y.sizes());
    var result = TensorData.zeros(DType.BOOL, places.sizes());
    for (int i = 0; i < places.count(); i++) {
      boolean same =
          x.elements().get(places.of(x.sizes(), i)).equals(y.elements().get(places.of(y.sizes(), i)));
      result.set(i, same ? 1 : 0);
    }
    return List.of(new Term.Known(result));
  }
}
