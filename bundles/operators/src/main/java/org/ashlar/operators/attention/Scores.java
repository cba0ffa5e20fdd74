package org.ashlar.operators.attention;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceSum;

/// How queries score keys, on the way from products to shares: `[b, groups, heads / groups, q, k]`,
/// or `[b, heads, q, k]` where every head has keys of its own.
///
/// @param scale 0 for `1 / √d`
/// @param softcap 0 for none
record Scores(Heads heads, boolean causal, double scale, double softcap) {
  /// @param args queries, keys, and what else the operator takes
  /// @param mask its position
  Value of(List<Value> args, int mask, Stage stage) {
    var raw = raw(args.get(0), args.get(1));
    if (stage == Stage.RAW) {
      return raw;
    }
    var capped = capped(raw);
    if (stage == Stage.CAPPED) {
      return capped;
    }
    var masked =
        masked(capped, args.size() > mask ? Optional.of(args.get(mask)) : Optional.empty());
    return stage == Stage.MASKED ? masked : shares(masked);
  }

  private Value raw(Value queries, Value keys) {
    var q = Build.reshape(Heads.wide(queries), heads.grouped(queries.tensor()));
    var k = heads.shared(Build.transpose(Heads.wide(keys), 0, 1, 3, 2));
    var product = Build.matmul(q, k);
    if (scale != 0) {
      return Build.mul(product, scale);
    }
    var width = Build.size(q.graph(), q.tensor().dtype(), queries.tensor().size(3));
    return Build.div(product, Build.sqrt(width));
  }

  private Value capped(Value scores) {
    return softcap > 0 ? Build.mul(Build.tanh(Build.div(scores, softcap)), softcap) : scores;
  }

  private Value masked(Value scores, Optional<Value> mask) {
    var nothing = Build.scalar(scores, Double.NEGATIVE_INFINITY);
    var seen = scores;
    if (mask.isPresent()) {
      var m = heads.regrouped(mask.get());
      seen =
          m.tensor().dtype() == DType.BOOL
              ? Build.where(m, scores, nothing)
              : Build.add(scores, Build.cast(m, scores.tensor().dtype()));
    }
    return causal ? Build.where(heads.past(scores.graph()), seen, nothing) : seen;
  }

  /// The softmax along the keys, where -inf throughout gives 0 throughout. The largest is a
  /// constant to derivatives, for it cancels.
  private static Value shares(Value scores) {
    var largest = Build.apply(new ReduceMax(List.of(-1L), true), scores);
    var zero = Build.scalar(scores, 0);
    var isNone = Build.equal(largest, Build.scalar(scores, Double.NEGATIVE_INFINITY));
    var shift = Build.stopGradient(Build.where(isNone, zero, largest));
    var powers = Build.exp(Build.sub(scores, shift));
    var sum = Build.apply(new ReduceSum(List.of(-1L), true), powers);
    return Build.div(powers, Build.where(isNone, Build.scalar(scores, 1), sum));
  }
}
