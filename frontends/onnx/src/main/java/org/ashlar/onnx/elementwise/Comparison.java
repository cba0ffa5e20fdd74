package org.ashlar.onnx.elementwise;

import java.util.List;
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
    into.add("Equal", Alignment.binary(new Equal()), 1, 7, 11, 13, 19)
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
}
