package org.ashlar.onnx.attention;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.attention.LinearAttention;
import org.ashlar.operators.attention.LinearAttention.Given;
import org.ashlar.operators.build.Build;

/// Attention as a recurrence.
final class Linears {
  private static final int STATE = 3;
  private static final int DECAY = 4;
  private static final int BETA = 5;

  private Linears() {}

  static List<Term> linear(Call call) {
    long groups = call.whole("kv_num_heads", 0);
    var rule = call.text("update_rule", "gated_delta");
    boolean gated = rule.equals("gated") || rule.equals("gated_delta");
    boolean delta = rule.equals("delta") || rule.equals("gated_delta");
    if (!gated && !delta && !rule.equals("linear")) {
      throw call.refuse("update_rule must be linear, gated, delta or gated_delta: " + rule);
    }
    var arguments =
        new ArrayList<>(
            List.of(
                Packed.open(call.value(0), call.whole("q_num_heads", 0)),
                Packed.open(call.value(1), groups),
                Packed.open(call.value(2), groups)));
    var given = new ArrayList<Given>();
    if (call.has(STATE)) {
      given.add(Given.STATE);
      arguments.add(call.value(STATE));
    }
    if (gated) {
      given.add(Given.DECAY);
      arguments.add(Packed.open(call.value(DECAY), groups));
    }
    if (delta) {
      given.add(Given.BETA);
      arguments.add(perHead(call.value(BETA)));
    }
    var op = new LinearAttention(delta, call.real("scale", 0), given);
    var results = call.graph().applyAll(op, arguments);
    return Term.of(Packed.close(results.get(0)), results.get(1));
  }

  /// `[b, t, groups or 1]` as `[b, groups or 1, t, 1]`.
  private static Value perHead(Value beta) {
    var turned = Build.transpose(beta, 0, 2, 1);
    var sizes = new ArrayList<>(turned.tensor().shape().sizes());
    sizes.add(Expr.of(1));
    return Build.reshape(turned, new Shape(sizes));
  }
}
