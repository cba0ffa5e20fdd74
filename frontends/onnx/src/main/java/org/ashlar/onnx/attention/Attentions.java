package org.ashlar.onnx.attention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.attention.AttentionScores;
import org.ashlar.operators.attention.ScaledDotProductAttention;
import org.ashlar.operators.attention.Stage;
import org.ashlar.operators.build.Build;

/// Attention with its cache. A query that sees no key gives 0; the softmax is computed in `f32` at
/// least, whatever `softmax_precision` says.
final class Attentions {
  private static final int MASK = 3;
  private static final int PAST_KEY = 4;
  private static final int PAST_VALUE = 5;
  private static final int VALID = 6;

  private Attentions() {}

  static List<Term> attention(Call call) {
    long groups = call.whole("kv_num_heads", 0);
    var q = Packed.open(call.value(0), call.whole("q_num_heads", 0));
    var k = joined(call, PAST_KEY, Packed.open(call.value(1), groups));
    var v = joined(call, PAST_VALUE, Packed.open(call.value(2), groups));
    boolean plain = call.flag("is_causal") && !call.has(PAST_KEY) && !call.has(VALID);
    double scale = call.real("scale", 0);
    double softcap = call.real("softcap", 0);
    var mask = mask(call, q, k, plain);
    var arguments = new ArrayList<>(List.of(q, k, v));
    mask.ifPresent(arguments::add);
    var y = call.graph().apply(new ScaledDotProductAttention(plain, scale, softcap), arguments);
    var results = new ArrayList<>(List.of(call.rank(0) == 3 ? Packed.close(y) : y, k, v));
    if (call.wants(3)) {
      arguments.remove(2);
      results.add(
          call.graph().apply(new AttentionScores(plain, scale, softcap, stage(call)), arguments));
    }
    return Term.of(results);
  }

  private static Value joined(Call call, int past, Value now) {
    return call.has(past) ? Build.concat(2, List.of(call.value(past), now)) : now;
  }

  private static Stage stage(Call call) {
    long mode = call.whole("qk_matmul_output_mode", 0);
    if (mode < 0 || mode > 3) {
      throw call.refuse("qk_matmul_output_mode must be 0, 1, 2 or 3: " + mode);
    }
    return Stage.values()[(int) mode];
  }

  /// @param plain whether attention itself keeps queries from later keys
  private static Optional<Value> mask(Call call, Value q, Value k, boolean plain) {
    var mask = new Mask();
    var queries = q.tensor().size(2);
    var keys = k.tensor().size(2);
    if (call.has(MASK)) {
      given(q, mask, call.value(MASK), keys);
    }
    if (call.flag("is_causal") && !plain) {
      Value offset;
      if (call.has(PAST_KEY)) {
        offset = Build.size(call.graph(), DType.I64, call.type(PAST_KEY).size(2));
      } else {
        // the last query stands at the last valid key
        var count = Build.size(call.graph(), DType.I64, queries);
        offset = Build.sub(Mask.perBatch(call.value(VALID)), count);
      }
      mask.and(Mask.causal(call.graph(), queries, keys, offset));
    }
    if (call.has(VALID)) {
      mask.and(Mask.first(call.graph(), keys, Mask.perBatch(call.value(VALID))));
    }
    return mask.get();
  }

  private static void given(Value q, Mask mask, Value given, Expr keys) {
    var dtype = given.tensor().dtype();
    if (dtype == DType.BOOL) {
      mask.and(Mask.fitted(given, keys));
    } else {
      var real = dtype.isFloat() ? given : Build.cast(given, q.tensor().dtype());
      mask.add(Mask.fitted(real, keys));
    }
  }
}
