package org.ashlar.operators.gather;

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

/// Slices of the first argument at places of several dimensions: row `places[j, …, :]` of the
/// second names an element or slice of the first.
///
/// Arguments: `x[b…, d…, rest…]` and integer places `[b…, q…, k]`, where `b` are the first `batch`
/// dimensions of both and `k` the number of dimensions `d` that are named; the result is `[b…, q…,
/// rest…]`. A negative place counts from the end; one outside is a fault of the run. (ONNX operator
/// GatherND.)
public record GatherNd(long batch) implements Operator {
  public GatherNd() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int shared = (int) batch;
    int named = Tuples.named(a, shared);
    for (int d = 0; d < shared; d++) {
      a.require(a.get(0).size(d).equals(a.get(1).size(d)), "sizes of dimension " + d + " differ");
    }
    var sizes = new ArrayList<>(a.get(1).shape().sizes().subList(0, a.rank(1) - 1));
    sizes.addAll(a.get(0).shape().sizes().subList(shared + named, a.rank(0)));
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int shared = (int) batch;
    int named = Tuples.named(a, shared);
    int rows = a.rank(1) - 1;
    var result = Sizes.indices("i", rows + a.rank(0) - shared - named);
    var at = new ArrayList<Expr>(result.subList(0, shared));
    at.addAll(Tuples.places(a, shared, named, result.subList(0, rows)));
    at.addAll(result.subList(rows, result.size()));
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
