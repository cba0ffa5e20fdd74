package org.ashlar.operators.attention;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceSum;

/// Attention: `softmax(scale · Q Kᵀ + mask) V` for each batch and head (ONNX `Attention`; Vaswani
/// et al. 2017, arXiv:1706.03762).
///
/// Arguments: queries `[b, heads, q, d]`, keys `[b, groups, k, d]`, values `[b, groups, k, e]`, and
/// optionally a mask that broadcasts to `[b, heads, q, k]`: bool, true for what is seen, or floats
/// that are added. Result: `[b, heads, q, e]`. Floats of one dtype; narrow ones are computed in
/// `f32`. The groups divide the heads; neighbouring heads share one (Ainslie et al. 2023,
/// arXiv:2305.13245). A query that sees nothing gives 0.
///
/// @param causal whether query `i` sees keys up to `i` only
/// @param scale 0 for `1 / √d`
/// @param softcap where positive, scores `s` become `softcap · tanh(s / softcap)` before the mask
public record ScaledDotProductAttention(boolean causal, double scale, double softcap)
    implements Operator {
  public ScaledDotProductAttention() {
    this(false, 0, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(Heads.of(Arguments.between(this, args, 3, 4)).result());
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var heads = Heads.of(Arguments.between(this, args, 3, 4));
    return Compose.of(
        name(),
        args,
        a -> {
          var scores = capped(scores(heads, a.get(0), a.get(1)));
          var masked =
              masked(heads, scores, a.size() == 4 ? Optional.of(a.get(3)) : Optional.empty());
          var shares = shares(masked);
          var mixed = Build.matmul(shares, Build.unsqueeze(Heads.wide(a.get(2)), 2));
          return Build.cast(Build.reshape(mixed, heads.result().shape()), heads.result().dtype());
        });
  }

  /// `[b, groups, heads / groups, q, k]`.
  private Value scores(Heads heads, Value queries, Value keys) {
    var q = Build.reshape(Heads.wide(queries), heads.grouped(queries.tensor()));
    var k = Build.unsqueeze(Build.transpose(Heads.wide(keys), 0, 1, 3, 2), 2);
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

  private Value masked(Heads heads, Value scores, Optional<Value> mask) {
    var nothing = Build.scalar(scores, Double.NEGATIVE_INFINITY);
    var seen = scores;
    if (mask.isPresent()) {
      var m = heads.regrouped(mask.get());
      seen =
          m.tensor().dtype() == DType.BOOL
              ? Build.where(m, scores, nothing)
              : Build.add(scores, Heads.wide(m));
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
