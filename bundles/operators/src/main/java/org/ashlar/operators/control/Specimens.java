package org.ashlar.operators.control;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.build.Build;

/// The functions that specimens carry: the smallest that show what the operators do.
final class Specimens {
  private static final TensorType NUMBER = TensorType.of(DType.F32);
  private static final TensorType STEP = TensorType.of(DType.I64);
  private static final TensorType TRUTH = TensorType.of(DType.BOOL);

  private Specimens() {}

  static Function same() {
    var x = new Graph().input("x", NUMBER);
    return Function.of("same", List.of(x), List.of(x));
  }

  static Function negative() {
    var x = new Graph().input("x", NUMBER);
    return Function.of("negative", List.of(x), List.of(Build.neg(x)));
  }

  /// The sum so far, carried and stacked.
  static Function sum() {
    var graph = new Graph();
    var step = graph.input("t", STEP);
    var sum = graph.input("sum", NUMBER);
    var x = graph.input("x", NUMBER);
    var next = Build.add(sum, x);
    return new Function(
        "sum", List.of(step, sum, x), List.of(next, next), List.of("next", "so_far"));
  }

  /// Doubles a number until it is 100 or more.
  static Function doubled() {
    var graph = new Graph();
    var step = graph.input("t", STEP);
    var go = graph.input("go", TRUTH);
    var x = graph.input("x", NUMBER);
    var twice = Build.add(x, x);
    var less = Build.less(twice, Build.scalar(twice, 100));
    return new Function(
        "doubled", List.of(step, go, x), List.of(less, twice), List.of("more", "twice"));
  }
}
