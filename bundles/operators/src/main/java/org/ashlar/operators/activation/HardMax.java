package org.ashlar.operators.activation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.operators.AlongAxisOperator;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.reduce.ArgMax;

/// 1 at the first of the largest elements along an axis, 0 elsewhere (ONNX `Hardmax`).
///
/// Takes floats. The gradient is 0.
public record HardMax(long axis) implements AlongAxisOperator {
  public HardMax() {
    this(-1);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int along = a.axis(axis, a.rank(0));
    var sizes = new ArrayList<Expr>(Collections.nCopies(a.rank(0), Expr.of(1)));
    sizes.set(along, a.get(0).size(along));
    return Compose.of(
        name(),
        args,
        v -> {
          var winner = Build.apply(new ArgMax(axis, true), v.getFirst());
          var places = winner.graph().apply(new Iota(DType.I64, new Shape(sizes), along));
          return Build.cast(Build.equal(winner, places), a.dtype(0));
        });
  }
}
