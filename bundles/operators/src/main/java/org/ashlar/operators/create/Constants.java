package org.ashlar.operators.create;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;

/// Values that depend on no argument.
public final class Constants {
  private Constants() {}

  /// A tensor of one number everywhere.
  public static Value fill(Graph graph, TensorType type, double value) {
    return graph.apply(new Fill(type.dtype(), value, type.shape()));
  }

  /// A size as a scalar of a dtype, also where it is known at launch only.
  public static Value size(Graph graph, DType dtype, Expr size) {
    var type = new TensorType(dtype, Shape.of());
    return Sizes.known(size)
        .map(n -> fill(graph, type, n))
        .orElseGet(() ->
            graph.apply(
                new Derived("size", Meaning.Indexed.of(List.of(), size.cast(dtype)), type)));
  }
}
