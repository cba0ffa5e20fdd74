package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.pool.Pools;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.pool.GlobalAveragePool;

/// Averages of numbers of few bits.
final class FewBitPools {
  private FewBitPools() {}

  static List<Term> average(Call call) {
    return pooled(call, Pools.averageOf(call));
  }

  static List<Term> global(Call call) {
    return pooled(call, new GlobalAveragePool());
  }

  private static List<Term> pooled(Call call, Operator op) {
    boolean last = call.flag("channels_last");
    var x = Few.real(call, 0, 1, 2);
    var y = call.apply(op, last ? FusedProducts.first(x) : x);
    return Term.of(Few.quantised(call, last ? FusedProducts.last(y) : y, 3, 4, call.dtype(0)));
  }
}
