package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The first argument with slices added to it along an axis: slice `j` of the third at the place
/// that the second tells for `j`. Places may come twice; one outside the axis is left out.
///
/// Arguments: `x`, integer places `[n]`, and additions of the shape of `x` with size `n` along the
/// axis.
public record ScatterAdd(long axis) implements Operator {
  public ScatterAdd() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    int along = a.axis(axis, a.rank(0));
    a.require(
            a.dtype(1).isInteger() && a.rank(1) == 1, "places must be integers along one dimension")
        .require(
            a.dtype(0) == a.dtype(2) && Arguments.isNumber(a.dtype(0)),
            "takes and adds numbers of one dtype")
        .require(a.rank(2) == a.rank(0), "ranks differ");
    for (int d = 0; d < a.rank(0); d++) {
      var expected = d == along ? a.get(1).size(0) : a.get(0).size(d);
      a.require(a.get(2).size(d).equals(expected), "sizes of dimension " + d + " differ");
    }
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    int along = a.axis(axis, a.rank(0));
    var result = Sizes.indices("i", a.rank(0));
    var over = new ArrayList<Axis>();
    for (int d = 0; d < a.rank(0); d++) {
      over.add(Axis.of("k" + d, a.get(2).size(d)));
    }
    var places = over.stream().map(Axis::index).toList();
    var at = new ArrayList<Expr>(places);
    at.set(along, a.read(1, places.get(along)).cast(DType.I64));
    return new Meaning.Scattered(result, a.read(0, result), over, at, Op2.ADD, a.read(2, places));
  }
}
