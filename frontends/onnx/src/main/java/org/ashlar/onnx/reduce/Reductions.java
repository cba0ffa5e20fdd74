package org.ashlar.onnx.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translation;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Square;
import org.ashlar.operators.reduce.All;
import org.ashlar.operators.reduce.Any;
import org.ashlar.operators.reduce.ReduceL1;
import org.ashlar.operators.reduce.ReduceL2;
import org.ashlar.operators.reduce.ReduceLogSum;
import org.ashlar.operators.reduce.ReduceLogSumExp;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.operators.reduce.ReduceSumSquare;

/// `ReduceSum` and its kin.
///
/// The dimensions are attribute `axes` before version 18 (of `ReduceSum` 13), an input since. None
/// said means all; with `noop_with_empty_axes` none, and then each element is combined with
/// nothing: the square of a `ReduceSumSquare` is still taken.
///
/// Roots and logarithms of whole numbers are computed in `f64` and truncated.
final class Reductions {
  /// One kind of combination.
  ///
  /// @param over the operator, for dimensions that are combined
  /// @param single what it is of one element
  private record Kind(
      BiFunction<List<Long>, Boolean, Operator> over, UnaryOperator<Value> single, boolean real) {}

  private Reductions() {}

  static void register(Translations into) {
    var sum = new Kind(ReduceSum::new, x -> x, false);
    into.add("ReduceSum", byAttribute(sum), 1, 11).add("ReduceSum", byInput(sum), 13);
    add(into, "ReduceMean", new Kind(ReduceMean::new, x -> x, false));
    add(into, "ReduceProd", new Kind(ReduceProd::new, x -> x, false));
    add(into, "ReduceL1", new Kind(ReduceL1::new, Build::abs, false));
    add(into, "ReduceL2", new Kind(ReduceL2::new, Build::abs, true));
    add(into, "ReduceLogSum", new Kind(ReduceLogSum::new, Build::log, true));
    add(into, "ReduceLogSumExp", new Kind(ReduceLogSumExp::new, x -> x, true));
    add(
        into,
        "ReduceSumSquare",
        new Kind(ReduceSumSquare::new, x -> Build.apply(new Square(), x), false));
    addExtreme(into, "ReduceMax", new Kind(ReduceMax::new, x -> x, false));
    addExtreme(into, "ReduceMin", new Kind(ReduceMin::new, x -> x, false));
  }

  private static void add(Translations into, String name, Kind kind) {
    into.add(name, byAttribute(kind), 1, 11, 13).add(name, byInput(kind), 18);
  }

  private static void addExtreme(Translations into, String name, Kind kind) {
    into.add(name, byAttribute(kind), 1, 11, 12, 13).add(name, byInput(kind), 18, 20);
  }

  private static Translation byAttribute(Kind kind) {
    return call -> Term.of(reduce(call, kind, call.wholes("axes"), true));
  }

  private static Translation byInput(Kind kind) {
    return call -> {
      var axes = call.has(1) ? LongStream.of(call.wholes(1)).boxed().toList() : List.<Long>of();
      return Term.of(reduce(call, kind, axes, !call.flag("noop_with_empty_axes")));
    };
  }

  private static Value reduce(Call call, Kind kind, List<Long> axes, boolean emptyIsAll) {
    var x = call.value(0);
    var dtype = call.dtype(0);
    boolean keep = call.whole("keepdims", 1) != 0;
    var over = axes.isEmpty() && emptyIsAll ? all(call.rank(0)) : distinct(call, axes);
    if (dtype == DType.BOOL) {
      boolean any = call.operator().equals("ReduceMax");
      return over.isEmpty() ? x : call.apply(any ? new Any(over, keep) : new All(over, keep), x);
    }
    var wide = kind.real && dtype.isInteger() ? Build.cast(x, DType.F64) : x;
    if (over.isEmpty()) {
      return Build.cast(kind.single.apply(wide), dtype);
    }
    if (dtype.isInteger() && call.operator().equals("ReduceMean")) {
      return mean(call, x, over, keep);
    }
    return Build.cast(call.apply(kind.over.apply(over, keep), wide), dtype);
  }

  /// The truncated mean of whole numbers.
  private static Value mean(Call call, Value x, List<Long> over, boolean keep) {
    var sum = call.apply(new ReduceSum(over, keep), x);
    var sizes = over.stream().map(d -> x.tensor().size(d.intValue())).toList();
    return Build.div(sum, Build.size(call.graph(), x.tensor().dtype(), Sizes.product(sizes)));
  }

  private static List<Long> all(int rank) {
    return IntStream.range(0, rank).mapToObj(d -> (long) d).toList();
  }

  /// Each dimension once, from the first; files also name one twice.
  private static List<Long> distinct(Call call, List<Long> axes) {
    int rank = call.rank(0);
    var distinct = new TreeSet<Long>();
    for (long axis : axes) {
      if (axis < -rank || axis >= rank) {
        throw call.refuse("axis " + axis + " is not in " + -rank + ".." + (rank - 1));
      }
      distinct.add(axis < 0 ? axis + rank : axis);
    }
    return new ArrayList<>(distinct);
  }
}
