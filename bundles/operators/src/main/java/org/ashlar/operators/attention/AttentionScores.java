package org.ashlar.operators.attention;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;

/// What {@link ScaledDotProductAttention} computes before it mixes the values: how each query
/// scores each key, `[b, heads, q, k]`.
///
/// Arguments: queries `[b, heads, q, d]`, keys `[b, groups, k, d]`, and optionally a mask, as
/// there. Floats of one dtype. (ONNX operator Attention, its output qk_matmul_output.)
///
/// @param causal whether query `i` sees keys up to `i` only
/// @param scale 0 for `1 / √d`
/// @param softcap where positive, scores `s` become `softcap · tanh(s / softcap)` before the mask
/// @param stage how far the scores have come
public record AttentionScores(boolean causal, double scale, double softcap, Stage stage)
    implements Operator {
  public AttentionScores() {
    this(false, 0, 0, Stage.SHARES);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    return List.of(new TensorType(a.dtype(0), heads(a).scores()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var heads = heads(a);
    return Compose.of(
        name(),
        args,
        v -> {
          var scores = new Scores(heads, causal, scale, softcap).of(v, 2, stage);
          return Build.cast(Build.reshape(scores, heads.scores()), a.dtype(0));
        });
  }

  private static Heads heads(Arguments a) {
    return Heads.of(a, 2);
  }
}
