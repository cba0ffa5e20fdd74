package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The first argument with slices of the third combined into it at places of several dimensions:
/// row `places[j, …, :]` of the second names the element or slice that `updates[j, …]` goes to.
///
/// Arguments: `x[d…, rest…]`, integer places `[q…, k]`, updates `[q…, rest…]`. A negative place
/// counts from the end; one outside is left out. Where places come twice and nothing is combined,
/// the last in row-major order stays. (ONNX operator ScatterND.)
public record ScatterNd(Combine combine) implements Operator {
  public ScatterNd() {
    this(Combine.SET);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    int named = Tuples.named(a, 0);
    var expected = new ArrayList<>(a.get(1).shape().sizes().subList(0, a.rank(1) - 1));
    expected.addAll(a.get(0).shape().sizes().subList(named, a.rank(0)));
    a.require(a.get(2).shape().sizes().equals(expected), "the updates need the sizes " + expected)
        .require(a.dtype(0) == a.dtype(2), "dtypes differ")
        .require(combine.takes(a.dtype(0)), "cannot be combined");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    int named = Tuples.named(a, 0);
    var result = Sizes.indices("i", a.rank(0));
    var over = new ArrayList<Axis>();
    for (int d = 0; d < a.rank(2); d++) {
      over.add(Axis.of("k" + d, a.get(2).size(d)));
    }
    var from = over.stream().map(Axis::index).toList();
    int rows = a.rank(1) - 1;
    var at = new ArrayList<Expr>(Tuples.places(a, 0, named, from.subList(0, rows)));
    at.addAll(from.subList(rows, from.size()));
    return new Meaning.Scattered(
        result, a.read(0, result), over, at, combine.op(), a.read(2, from));
  }
}
