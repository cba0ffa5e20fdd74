package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Mul;

/// The matrix product of BLAS: `y = alpha · a' · b' + beta · c`, where `a'` and `b'` are the
/// matrices or their transposes.
///
/// Arguments: `a` and `b` of two dimensions; `c`, which may be left out, is broadcast to the
/// result. Takes numbers of one dtype; whole numbers only with whole factors. (ONNX operator Gemm.)
///
/// @param transposeA whether `a` is `[k, i]`
/// @param transposeB whether `b` is `[j, k]`
public record Gemm(double alpha, double beta, boolean transposeA, boolean transposeB)
    implements Operator {
  public Gemm() {
    this(1, 1, false, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3).sameDtypes().numbers();
    a.require(a.rank(0) == 2 && a.rank(1) == 2, "takes matrices")
        .require(
            a.dtype(0).isFloat() || alpha == Math.rint(alpha) && beta == Math.rint(beta),
            "whole numbers need whole factors, not " + alpha + " and " + beta)
        .require(
            a.get(0).size(transposeA ? 0 : 1).equals(a.get(1).size(transposeB ? 1 : 0)),
            "inner sizes differ");
    var shape =
        new Shape(List.of(a.get(0).size(transposeA ? 1 : 0), a.get(1).size(transposeB ? 0 : 1)));
    if (a.count() > 2) {
      var both = Sizes.broadcast(List.of(shape, a.get(2).shape()));
      a.require(both.isPresent() && both.get().equals(shape), "c does not broadcast to " + shape);
    }
    return List.of(new TensorType(a.dtype(0), shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var product = new Einsum((transposeA ? "ki," : "ik,") + (transposeB ? "jk->ij" : "kj->ij"));
    return Compose.of(
        name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var y = times(graph.apply(product, v.subList(0, 2)), alpha);
          return v.size() == 2 ? y : graph.apply(new Add(), y, times(v.get(2), beta));
        });
  }

  private static Value times(Value x, double factor) {
    var graph = x.graph();
    return factor == 1
        ? x
        : graph.apply(new Mul(), x, graph.apply(new Fill(x.tensor().dtype(), factor, Shape.of())));
  }
}
