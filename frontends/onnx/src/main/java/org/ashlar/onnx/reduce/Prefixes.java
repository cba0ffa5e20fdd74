package org.ashlar.onnx.reduce;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.reduce.CumProd;
import org.ashlar.operators.reduce.CumSum;

/// Running sums and products, along the dimension that an input says.
final class Prefixes {
  private Prefixes() {}

  static void register(Translations into) {
    into.add("CumSum", Prefixes::sum, 11, 14).add("CumProd", Prefixes::product, 26);
  }

  private static List<Term> sum(Call call) {
    var op = new CumSum(axis(call), call.flag("exclusive"), call.flag("reverse"));
    return Term.of(call.apply(op, call.value(0)));
  }

  private static List<Term> product(Call call) {
    var op = new CumProd(axis(call), call.flag("exclusive"), call.flag("reverse"));
    return Term.of(call.apply(op, call.value(0)));
  }

  private static long axis(Call call) {
    var axes = call.wholes(1);
    if (axes.length != 1) {
      throw call.refuse("the axis must be one number, not " + axes.length);
    }
    return axes[0];
  }
}
