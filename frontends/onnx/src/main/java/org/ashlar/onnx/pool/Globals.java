package org.ashlar.onnx.pool;

import java.util.List;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.GlobalLpPool;
import org.ashlar.operators.pool.GlobalMaxPool;

/// Poolings of whole images.
final class Globals {
  private Globals() {}

  static List<Term> max(Call call) {
    return Term.of(call.apply(new GlobalMaxPool(), call.value(0)));
  }

  static List<Term> average(Call call) {
    return Term.of(call.apply(new GlobalAveragePool(), call.value(0)));
  }

  static List<Term> norm(Call call) {
    return Term.of(call.apply(new GlobalLpPool(Pools.power(call)), call.value(0)));
  }
}
