package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The arguments one after the other along an axis.
///
/// Takes one argument or more, of one dtype and rank; sizes agree except along the axis, where they
/// add up.
public record Concat(long axis) implements Operator {
  public Concat() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE).sameDtypes();
    int along = a.axis(axis, a.rank(0));
    var first = a.get(0);
    var sizes = new ArrayList<>(first.shape().sizes());
    for (int i = 1; i < a.count(); i++) {
      var other = a.get(i);
      a.require(other.rank() == first.rank(), "ranks differ");
      for (int d = 0; d < first.rank(); d++) {
        a.require(
            d == along || other.size(d).equals(first.size(d)),
            "sizes of dimension " + d + " differ");
      }
      sizes.set(along, Sizes.add(sizes.get(along), other.size(along)));
    }
    return List.of(new TensorType(first.dtype(), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 1, Integer.MAX_VALUE);
    int along = a.axis(axis, a.rank(0));
    var result = Sizes.indices("i", a.rank(0));
    var starts = new ArrayList<Expr>(List.of(Expr.of(0)));
    for (int i = 1; i < a.count(); i++) {
      starts.add(Sizes.add(starts.getLast(), a.get(i - 1).size(along)));
    }
    // from the last argument to the first: i < end0 ? a[i] : i < end1 ? b[i - end0] : …
    Expr body = part(a, a.count() - 1, along, starts, result);
    for (int i = a.count() - 2; i >= 0; i--) {
      body =
          result.get(along).lt(starts.get(i + 1)).select(part(a, i, along, starts, result), body);
    }
    return Meaning.Indexed.of(result, body);
  }

  private static Expr part(
      Arguments a, int argument, int along, List<Expr> starts, List<Expr.Index> result) {
    var at = new ArrayList<Expr>(result);
    at.set(along, Sizes.subtract(result.get(along), starts.get(argument)));
    return a.read(argument, at);
  }
}
