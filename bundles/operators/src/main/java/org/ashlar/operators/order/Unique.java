package org.ashlar.operators.order;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The elements without repetition, or the slices along an axis; with the place (`i64`) where each
/// comes first, for each element of the argument which of them it is, and how often each comes.
///
/// Takes numbers and truths. How many there are is known once it has run. Both zeros are equal, and
/// so are all NaN, which count as larger than everything. Has no gradient. (ONNX operator Unique.)
///
/// @param count the name of the size of the result
/// @param sorted smallest first (slices by their first elements that differ), or in the order in
///   which they come
/// @param axis the dimension whose slices are compared; none: single elements, in row-major order
public record Unique(String count, boolean sorted, Optional<Long> axis) implements Operator {
  public Unique() {
    this("count", true, Optional.empty());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(
        a.dtype(0).isFloat() || a.dtype(0).isInteger() || a.dtype(0) == DType.BOOL,
        "takes numbers and truths");
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    var all = axis.map(x -> sizes.get(a.axis(x, a.rank(0)))).orElseGet(() -> Sizes.product(sizes));
    var found = Counted.upTo(a, count, all);
    if (axis.isPresent()) {
      sizes.set(a.axis(axis.get(), a.rank(0)), found);
    } else {
      sizes.clear();
      sizes.add(found);
    }
    return List.of(
        new TensorType(a.dtype(0), new Shape(sizes)), places(found), places(all), places(found));
  }

  private static TensorType places(Expr size) {
    return new TensorType(DType.I64, new Shape(List.of(size)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    return new Meaning.Opaque(
        (axis.isPresent()
                ? "the slices along dimension " + a.axis(axis.get(), a.rank(0))
                : "the elements")
            + " without repetition, "
            + (sorted ? "smallest first" : "in the order in which they come")
            + "; the place where each comes first, which of them each is, how often each comes",
        data -> apply(data.getFirst()));
  }

  private List<TensorData> apply(TensorData data) {
    long[] sizes = axis.isPresent() ? data.sizes() : new long[] {data.elements()};
    int along = axis.map(x -> (int) (x < 0 ? x + sizes.length : x)).orElse(0);
    var lanes = Lanes.along(new TensorData(data.dtype(), sizes, data.data()), along);
    int n = Math.toIntExact(lanes.length());
    long[][] keys = new long[n][Math.toIntExact(lanes.count())];
    for (int k = 0; k < n; k++) {
      for (int row = 0; row < keys[k].length; row++) {
        keys[k][row] = Lanes.key(data, lanes.element(row, k));
      }
    }
    var first = first(keys);
    if (sorted) {
      first.sort((x, y) -> Arrays.compare(keys[x], keys[y]));
    }
    return results(lanes, along, keys, first);
  }

  /// The places where something comes that did not come before.
  private static List<Integer> first(long[][] keys) {
    Map<List<Long>, Integer> seen = new LinkedHashMap<>();
    for (int k = 0; k < keys.length; k++) {
      seen.putIfAbsent(boxed(keys[k]), k);
    }
    return new ArrayList<>(seen.values());
  }

  private static List<TensorData> results(
      Lanes lanes, int along, long[][] keys, List<Integer> first) {
    long[] sizes = lanes.data().sizes();
    sizes[along] = first.size();
    var values = TensorData.zeros(lanes.data().dtype(), sizes);
    var to = Lanes.along(values, along);
    var places = TensorData.zeros(DType.I64, first.size());
    var which = TensorData.zeros(DType.I64, keys.length);
    var counts = TensorData.zeros(DType.I64, first.size());
    var number = new LinkedHashMap<List<Long>, Integer>();
    for (int u = 0; u < first.size(); u++) {
      places.set(u, first.get(u));
      number.put(boxed(keys[first.get(u)]), u);
      for (long row = 0; row < to.count(); row++) {
        values.set(to.element(row, u), lanes.data().bits(lanes.element(row, first.get(u))));
      }
    }
    for (int k = 0; k < keys.length; k++) {
      int u = number.getOrDefault(boxed(keys[k]), 0);
      which.set(k, u);
      counts.set(u, counts.bits(u) + 1);
    }
    return List.of(values, places, which, counts);
  }

  private static List<Long> boxed(long[] keys) {
    return Arrays.stream(keys).boxed().toList();
  }
}
