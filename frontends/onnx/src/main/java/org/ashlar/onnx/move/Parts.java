package org.ashlar.onnx.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.move.Slice;

/// Parts of tensors whose first places may be size expressions, which the operator {@link Slice}
/// takes as numbers only.
public final class Parts {
  private Parts() {}

  /// The places `start + i · step` for `i < size` of every dimension.
  public static Value of(Value x, List<Expr> starts, List<Expr> sizes, List<Long> steps) {
    var shape = new Shape(sizes);
    boolean whole = x.tensor().shape().equals(shape);
    for (int d = 0; d < sizes.size(); d++) {
      whole &= Sizes.is(starts.get(d), 0) && steps.get(d) == 1;
    }
    if (whole) {
      return x;
    }
    if (starts.stream().allMatch(Expr.Const.class::isInstance)) {
      var numbers = starts.stream().map(s -> Sizes.known(s).orElseThrow()).toList();
      return x.graph().apply(new Slice(numbers, shape, steps), x);
    }
    var result = Sizes.indices("i", sizes.size());
    var at = new ArrayList<Expr>();
    for (int d = 0; d < sizes.size(); d++) {
      at.add(Sizes.add(Sizes.multiply(result.get(d), steps.get(d)), starts.get(d)));
    }
    var type = new TensorType(x.tensor().dtype(), shape);
    var read = new Expr.Read(new Operand(0, type.dtype()), at);
    return x.graph().apply(new Derived("slice", Meaning.Indexed.of(result, read), type), x);
  }

  /// A part along one dimension.
  public static Value along(Value x, int axis, Expr start, Expr size) {
    var starts = new ArrayList<Expr>();
    var steps = new ArrayList<Long>();
    for (int d = 0; d < x.tensor().rank(); d++) {
      starts.add(d == axis ? start : Expr.of(0));
      steps.add(1L);
    }
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    sizes.set(axis, size);
    return of(x, starts, sizes, steps);
  }

  /// The smaller one, without the other where bounds tell.
  static Expr least(Expr x, Expr y) {
    var a = Bounds.of(x, Map.of());
    var b = Bounds.of(y, Map.of());
    return a.max() <= b.min() ? x : b.max() <= a.min() ? y : Sizes.min(x, y);
  }

  /// The larger one, without the other where bounds tell.
  static Expr most(Expr x, Expr y) {
    var a = Bounds.of(x, Map.of());
    var b = Bounds.of(y, Map.of());
    return a.min() >= b.max() ? x : b.min() >= a.max() ? y : Sizes.max(x, y);
  }

  /// A place that counts from the end where it is negative.
  static Expr fromEnd(Expr place, Expr size) {
    var range = Bounds.of(place, Map.of());
    if (range.min() >= 0) {
      return place;
    }
    // far below zero every size gives a place before the first; adding could only wrap
    var near = range.max() < Long.MIN_VALUE / 2 ? Expr.of(Long.MIN_VALUE / 2) : place;
    var turned = Sizes.add(size, near);
    return range.max() < 0 ? turned : place.lt(Expr.of(0)).select(turned, place);
  }
}
