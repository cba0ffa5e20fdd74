package org.ashlar.operators.pool;

import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// The means of the parts of an image, as many as are asked for: part `i` of `n` of a dimension
/// goes from `⌊i · size / n⌋` to before `⌈(i + 1) · size / n⌉`, so that parts may share a place.
///
/// Takes floats, with one to three dimensions after batch and channels. (PyTorch's
/// adaptive_avg_pool.)
///
/// @param sizes of the result after batch and channels
public record AdaptiveAveragePool(List<Long> sizes) implements Operator {
  public AdaptiveAveragePool {
    sizes = List.copyOf(sizes);
  }

  public AdaptiveAveragePool() {
    this(List.of(1L, 1L));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    return List.of(new TensorType(a.dtype(0), Regions.of(a, sizes).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var parts = Regions.of(a, sizes);
    var wide = a.dtype(0).accumulator();
    var element = parts.guard().select(a.read(0, parts.at()).cast(wide), Expr.of(wide, 0));
    var sum =
        new Meaning.Indexed(
            parts.result(), parts.over(), Reducer.sum(a.dtype(0)), List.of(element));
    var type = new TensorType(a.dtype(0), parts.shape());
    return Compose.of(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var total = graph.apply(new Derived("sumpool", sum, type), v);
          boolean same = Sizes.known(parts.count()).isPresent();
          var count =
              same
                  ? Build.size(graph, a.dtype(0), parts.count())
                  : graph.apply(
                      new Derived(
                          "part_size",
                          Meaning.Indexed.of(parts.result(), parts.count().cast(a.dtype(0))),
                          type));
          return Build.div(total, count);
        });
  }
}
