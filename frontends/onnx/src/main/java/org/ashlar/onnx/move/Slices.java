package org.ashlar.onnx.move;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;

/// Slice and Split: parts of a tensor by places that may be computed from sizes.
final class Slices {
  private Slices() {}

  /// Starts, ends and axes are attributes, steps are 1.
  static List<Term> sliceOne(Call call) {
    var starts = call.wholes("starts");
    var axes = call.hasAttribute("axes") ? call.wholes("axes") : upTo(starts.size());
    var ends = call.wholes("ends");
    return slice(call, exprs(starts), exprs(ends), axes, Collections.nCopies(starts.size(), 1L));
  }

  /// Starts, ends, axes and steps are inputs.
  static List<Term> slice(Call call) {
    var starts = call.sizes(1);
    var axes = call.has(3) ? boxed(call.wholes(3)) : upTo(starts.size());
    var steps = call.has(4) ? boxed(call.wholes(4)) : Collections.nCopies(starts.size(), 1L);
    return slice(call, starts, call.sizes(2), axes, steps);
  }

  private static List<Term> slice(
      Call call, List<Expr> starts, List<Expr> ends, List<Long> axes, List<Long> steps) {
    var x = call.value(0);
    int n = starts.size();
    if (ends.size() != n || axes.size() != n || steps.size() != n) {
      throw call.refuse(
          "starts, ends, axes and steps must be as many: "
              + List.of(n, ends.size(), axes.size(), steps.size()));
    }
    int rank = x.tensor().rank();
    var first = new ArrayList<Expr>(Collections.nCopies(rank, Expr.of(0)));
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    var strides = new ArrayList<>(Collections.nCopies(rank, 1L));
    for (int k = 0; k < n; k++) {
      int at = k;
      int d = Axes.of(call, axes.get(k), rank);
      long step = steps.get(k);
      if (step == 0) {
        throw call.refuse("a step must not be 0: " + steps);
      }
      var size = x.tensor().size(d);
      // one before the first and one behind the last place that a walk may reach
      var low = Expr.of(step > 0 ? 0 : -1);
      var high = step > 0 ? size : Sizes.add(size, -1);
      Sizes.known(size).ifPresent(most -> call.limit(ends.get(at), most));
      var start = within(starts.get(k), size, step > 0 ? low : Expr.of(0), high);
      var end = within(ends.get(k), size, low, high);
      var way = step > 0 ? Sizes.subtract(end, start) : Sizes.subtract(start, end);
      long stride = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
      var walked = Sizes.floorDiv(Sizes.add(way, stride - 1), stride);
      // no start lies behind the last place
      boolean whole = step > 0 && end.equals(size) && Sizes.known(way).isEmpty();
      var count = whole ? walked : most(walked, way, stride);
      // of nothing any place is the first
      first.set(d, Sizes.is(count, 0) ? Expr.of(0) : start);
      sizes.set(d, count);
      strides.set(d, Sizes.is(count, 0) || Sizes.is(count, 1) ? 1L : step);
    }
    return Term.of(Parts.of(x, first, sizes, strides));
  }

  /// How many steps a way takes, none where it leads nowhere.
  private static Expr most(Expr count, Expr way, long stride) {
    var known = Sizes.known(way);
    if (known.isPresent()) {
      long length = Math.max(0, known.get());
      return Expr.of(length / stride + (length % stride == 0 ? 0 : 1));
    }
    return Parts.most(count, Expr.of(0));
  }

  private static Expr within(Expr place, Expr size, Expr low, Expr high) {
    return Parts.most(Parts.least(Parts.fromEnd(place, size), high), low);
  }

  /// Sizes of the parts are an attribute or, in the first version, also an input.
  static List<Term> splitTwo(Call call) {
    if (call.version() == 1 && call.has(1)) {
      return parts(call, 0, call.sizes(1));
    }
    int axis = Axes.of(call, call.whole("axis", 0), call.rank(0));
    return parts(
        call, axis, call.hasAttribute("split") ? exprs(call.wholes("split")) : equal(call, axis));
  }

  /// Sizes of the parts are an input.
  static List<Term> split(Call call) {
    int axis = Axes.of(call, call.whole("axis", 0), call.rank(0));
    return parts(call, axis, call.has(1) ? call.sizes(1) : equal(call, axis));
  }

  /// As many parts as there are outputs; since version 18 the last one is smaller where they cannot
  /// be equal.
  private static List<Expr> equal(Call call, int axis) {
    int count = (int) call.whole("num_outputs", call.outputs());
    var size = call.type(0).size(axis);
    if (count < 1) {
      throw call.refuse("num_outputs must be at least 1: " + count);
    }
    if (call.version() < 18 && Sizes.known(size).filter(n -> n % count != 0).isPresent()) {
      throw call.refuse(
          "no " + count + " parts of equal size: dimension " + axis + " of " + call.type(0));
    }
    var part = Sizes.floorDiv(Sizes.add(size, count - 1), count);
    var sizes = new ArrayList<Expr>(Collections.nCopies(count - 1, part));
    var last = Sizes.subtract(size, Sizes.multiply(part, count - 1));
    sizes.add(Parts.most(last, Expr.of(0)));
    return sizes;
  }

  private static List<Term> parts(Call call, int axis, List<Expr> sizes) {
    var x = call.value(0);
    var results = new ArrayList<Value>();
    Expr start = Expr.of(0);
    for (var size : sizes) {
      results.add(Parts.along(x, axis, start, size));
      start = Sizes.add(start, size);
    }
    var whole = x.tensor().size(axis);
    if (Sizes.known(start).isPresent() && Sizes.known(whole).isPresent() && !start.equals(whole)) {
      throw call.refuse("the parts must add up to the axis: " + sizes + " of " + whole);
    }
    return Term.of(results.toArray(Value[]::new));
  }

  private static List<Expr> exprs(List<Long> numbers) {
    return numbers.stream().map(n -> (Expr) Expr.of(n)).toList();
  }

  private static List<Long> boxed(long[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static List<Long> upTo(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
