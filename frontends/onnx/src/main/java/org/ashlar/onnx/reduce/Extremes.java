package org.ashlar.onnx.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Flip;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.ArgMin;

/// `ArgMax` and `ArgMin`: the place of the largest or smallest, of equal ones the first, or with
/// `select_last_index` the last.
final class Extremes {
  private Extremes() {}

  static void register(Translations into) {
    into.add("ArgMax", c -> place(c, new ArgMax(axis(c), keeps(c))), 1, 11, 12, 13)
        .add("ArgMin", c -> place(c, new ArgMin(axis(c), keeps(c))), 1, 11, 12, 13);
  }

  private static long axis(Call call) {
    return call.whole("axis", 0);
  }

  private static boolean keeps(Call call) {
    return call.whole("keepdims", 1) != 0;
  }

  private static List<Term> place(Call call, Operator op) {
    var x = call.value(0);
    if (!call.flag("select_last_index")) {
      return Term.of(call.apply(op, x));
    }
    // the first from the end
    var back = call.apply(op, call.apply(new Flip(List.of(axis(call))), x));
    var last = Sizes.add(x.tensor().size((int) axis(call)), -1);
    return Term.of(Build.sub(Build.size(call.graph(), DType.I64, last), back));
  }
}
