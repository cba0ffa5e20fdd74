package org.ashlar.operators.pool;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// What the poolings share.
final class Pools {
  private Pools() {}

  static Window window(
      Arguments a, List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations) {
    int n = a.rank(0) - 2;
    a.require(n >= 1 && n <= 3, "takes one to three dimensions after batch and channels")
        .require(
            kernel.size() == n && kernel.stream().allMatch(k -> k > 0),
            "needs a window of " + n + " positive sizes, not " + kernel);
    return Window.of(
        a, kernel.stream().map(k -> (Expr) Expr.of(k)).toList(), strides, pads, dilations);
  }

  static List<Type> infer(
      Arguments a, List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations) {
    var window = window(a, kernel, strides, pads, dilations);
    var sizes = new ArrayList<>(a.get(0).shape().sizes().subList(0, 2));
    for (int d = 0; d < kernel.size(); d++) {
      sizes.add(window.steps(a, d, a.get(0).size(d + 2)));
    }
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  /// The elements under the window, combined; `outside` stands for places outside the argument.
  static Meaning.Indexed meaning(Arguments a, Window window, Reducer by, Expr outside) {
    var result = Sizes.indices("i", a.rank(0));
    var over = window.axes();
    var places = new ArrayList<Expr>();
    for (int d = 0; d < over.size(); d++) {
      places.add(window.place(d, result.get(d + 2), over.get(d).index()));
    }
    var at = new ArrayList<Expr>(result.subList(0, 2));
    at.addAll(places);
    var sizes = a.get(0).shape().sizes();
    var element =
        window
            .guard(places, sizes.subList(2, sizes.size()))
            .select(a.read(0, at).cast(outside.dtype()), outside);
    return new Meaning.Indexed(result, over, by, List.of(element));
  }
}
