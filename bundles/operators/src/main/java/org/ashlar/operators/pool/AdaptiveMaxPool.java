package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// The largest elements of the parts of an image, as many as are asked for: part `i` of `n` of a
/// dimension goes from `⌊i · size / n⌋` to before `⌈(i + 1) · size / n⌉`, so that parts may share a
/// place.
///
/// Takes numbers, with one to three dimensions after batch and channels. Of equal elements the
/// first has the gradient. (PyTorch's adaptive_max_pool.)
///
/// @param sizes of the result after batch and channels
public record AdaptiveMaxPool(List<Long> sizes) implements Operator {
  public AdaptiveMaxPool {
    sizes = List.copyOf(sizes);
  }

  public AdaptiveMaxPool() {
    this(List.of(1L, 1L));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).numbers();
    return List.of(new TensorType(a.dtype(0), Regions.of(a, sizes).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var parts = Regions.of(a, sizes);
    var least = new Expr.Const(a.dtype(0), Codec.least(a.dtype(0)));
    return new Meaning.Indexed(
        parts.result(),
        parts.over(),
        Reducer.max(a.dtype(0)),
        List.of(parts.guard().select(a.read(0, parts.at()), least)));
  }
}
