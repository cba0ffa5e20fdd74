package org.ashlar.onnx.gather;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Axes;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.create.Constants;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.GatherElements;
import org.ashlar.operators.gather.GatherNd;
import org.ashlar.operators.gather.ReverseSequence;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.order.NonZero;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.Where;

/// Operators that read at places that are numbers of another argument.
final class Gathers {
  private Gathers() {}

  static List<Term> gather(Call call) {
    return Term.of(call.apply(new Gather(call.whole("axis", 0)), call.value(0), call.value(1)));
  }

  static List<Term> gatherElements(Call call) {
    var op = new GatherElements(call.whole("axis", 0));
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }

  static List<Term> gatherNd(Call call) {
    var op = new GatherNd(call.whole("batch_dims", 0));
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }

  static List<Term> reverseSequence(Call call) {
    var op = new ReverseSequence(call.whole("batch_axis", 1), call.whole("time_axis", 0));
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }

  /// Places of a new dimension get the first of two numbers, the one named the second; negative
  /// names count from the end.
  static List<Term> oneHot(Call call) {
    int rank = call.rank(0);
    int axis = Axes.of(call, call.whole("axis", -1), rank + 1);
    var depth = call.sizes(1).getFirst();
    var names = whole(call, call.value(0));
    var size = Constants.size(call.graph(), DType.I64, depth);
    var zero = Constants.size(call.graph(), DType.I64, Expr.of(0));
    var negative = call.apply(new Less(), names, zero);
    var counted = call.apply(new Where(), negative, call.apply(new Add(), names, size), names);

    var sizes = new ArrayList<>(call.type(0).shape().sizes());
    sizes.add(axis, Expr.of(1));
    var rows = call.apply(new Reshape(new Shape(sizes)), counted);
    var ones = new ArrayList<Expr>(Collections.nCopies(rank + 1, Expr.of(1)));
    ones.set(axis, depth);
    var places = call.apply(new Iota(DType.I64, new Shape(ones), axis));
    var hot = call.apply(new Equal(), rows, places);
    return Term.of(call.apply(new Where(), hot, element(call, 2, 1), element(call, 2, 0)));
  }

  private static Value element(Call call, int input, long place) {
    var at = Constants.size(call.graph(), DType.I64, Expr.of(place));
    return call.apply(new Gather(0), call.value(input), at);
  }

  private static Value whole(Call call, Value x) {
    return x.tensor().dtype() == DType.I64 ? x : call.apply(new Cast(DType.I64), x);
  }

  /// The slices along an axis, or the elements, for which a truth is told; the last ones may have
  /// none.
  static List<Term> compress(Call call) {
    var x = call.value(0);
    if (!call.hasAttribute("axis")) {
      var all = Sizes.product(x.tensor().shape().sizes());
      x = call.apply(new Reshape(new Shape(List.of(all))), x);
    }
    int axis = Axes.of(call, call.whole("axis", 0), x.tensor().rank());
    return Term.of(call.apply(new Gather(axis), x, chosen(call)));
  }

  private static Value chosen(Call call) {
    if (call.isKnown(1)) {
      long[] truths = call.wholes(1);
      var places = Arrays.stream(indices(truths)).boxed().toList();
      if (places.size() <= Constant.MOST && !places.isEmpty()) {
        return call.apply(
            new Constant(
                DType.I64,
                Shape.of(places.size()),
                places.stream().map(Long::doubleValue).toList()));
      }
    }
    var found = call.apply(new NonZero(call.fresh("chosen")), call.value(1));
    return call.apply(new Reshape(new Shape(List.of(found.tensor().size(1)))), found);
  }

  private static long[] indices(long[] truths) {
    return LongStream.range(0, truths.length).filter(i -> truths[(int) i] != 0).toArray();
  }
}
