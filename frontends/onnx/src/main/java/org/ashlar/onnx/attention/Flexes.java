package org.ashlar.onnx.attention;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.attention.AttentionScores;
import org.ashlar.operators.attention.Stage;
import org.ashlar.operators.build.Build;

/// Attention whose scores and shares a model's own graphs change.
final class Flexes {
  private Flexes() {}

  static List<Term> flex(Call call) {
    var q = call.value(0);
    var v = call.value(2);
    var precision = call.dtype("softmax_precision", widest(q));
    var raw = new AttentionScores(false, call.real("scale", 0), 0, Stage.RAW);
    var scores =
        changed(call, "score_mod", Build.cast(call.apply(raw, q, call.value(1)), precision));
    var shares = changed(call, "prob_mod", Build.apply(new Softmax(-1), scores));
    return Term.of(Build.cast(mixed(shares, Build.cast(v, precision)), q.tensor().dtype()));
  }

  private static DType widest(Value q) {
    return q.tensor().dtype() == DType.F64 ? DType.F64 : DType.F32;
  }

  private static Value changed(Call call, String graph, Value x) {
    return call.hasAttribute(graph) ? call.lift(call.body(graph).inline(Term.of(x)).getFirst()) : x;
  }

  /// The shares of each head times the values of its group.
  private static Value mixed(Value shares, Value values) {
    var s = shares.tensor().shape().sizes();
    var v = values.tensor().shape().sizes();
    var each = Sizes.floorDiv(s.get(1), v.get(1));
    var grouped =
        Build.reshape(shares, new Shape(List.of(s.get(0), v.get(1), each, s.get(2), s.get(3))));
    var product = Build.matmul(grouped, Build.unsqueeze(values, 2));
    return Build.reshape(product, new Shape(List.<Expr>of(s.get(0), s.get(1), s.get(2), v.get(3))));
  }
}
