package org.ashlar.onnx.order;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.onnx.move.Axes;
import org.ashlar.onnx.move.Parts;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.order.NonMaxSuppression;
import org.ashlar.operators.order.NonZero;
import org.ashlar.operators.order.Sort;
import org.ashlar.operators.order.TopK;
import org.ashlar.operators.order.Unique;

/// Operators that put elements in order or pick some of them.
final class Orders {
  private Orders() {}

  /// The number is an attribute.
  static List<Term> topKOne(Call call) {
    return top(call, Expr.of(call.whole("k", -1)), true);
  }

  /// The number is an input; from version 11 on the smallest may be asked for. What need not be
  /// sorted is sorted too.
  static List<Term> topK(Call call) {
    return top(call, call.sizes(1).getFirst(), call.whole("largest", 1) != 0);
  }

  private static List<Term> top(Call call, Expr count, boolean largest) {
    var x = call.value(0);
    int axis = Axes.of(call, call.whole("axis", -1), x.tensor().rank());
    var number = Sizes.known(count);
    if (number.isPresent()) {
      return Term.of(call.applyAll(new TopK(number.get(), axis, largest), x).toArray(Value[]::new));
    }
    return Term.of(
        call.applyAll(new Sort(axis, largest), x).stream()
            .map(sorted -> Parts.along(sorted, axis, Expr.of(0), count))
            .toArray(Value[]::new));
  }

  static List<Term> nonZero(Call call) {
    return Term.of(call.apply(new NonZero(call.fresh("found")), call.value(0)));
  }

  static List<Term> unique(Call call) {
    var axis =
        call.hasAttribute("axis") ? Optional.of(call.whole("axis", 0)) : Optional.<Long>empty();
    var op = new Unique(call.fresh("distinct"), call.whole("sorted", 1) != 0, axis);
    return Term.of(call.applyAll(op, call.value(0)).toArray(Value[]::new));
  }

  static List<Term> nonMaxSuppression(Call call) {
    long most = call.has(2) ? call.wholes(2)[0] : 0;
    double overlap = call.has(3) ? call.reals(3)[0] : 0;
    Optional<Double> score = call.has(4) ? Optional.of(call.reals(4)[0]) : Optional.empty();
    var op =
        new NonMaxSuppression(
            call.fresh("kept"), call.flag("center_point_box"), Math.max(0, most), overlap, score);
    return Term.of(call.apply(op, call.value(0), call.value(1)));
  }
}
