package org.ashlar.operators.attention;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

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
    return List.of(Heads.of(Arguments.between(this, args, 3, 4), 3).result());
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var heads = Heads.of(Arguments.between(this, args, 3, 4), 3);
    return Compose.of(
        name(),
        args,
        a -> {
          var shares = new Scores(heads, causal, scale, softcap).of(a, 3, Stage.SHARES);
          var mixed = Build.matmul(shares, heads.shared(Heads.wide(a.get(2))));
          return Build.cast(Build.reshape(mixed, heads.result().shape()), heads.result().dtype());
        });
  }
}
