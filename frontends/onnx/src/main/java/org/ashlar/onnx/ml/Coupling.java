package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.reduce.Any;

/// Probabilities of classes from those of pairs: `p` with the least `Σᵢ Σⱼ (rⱼᵢ pᵢ - rᵢⱼ pⱼ)²`,
/// found by steps in turn until none is off by more than 0.005 a class (Wu, Lin and Weng 2004, the
/// second method, as LIBSVM has it).
final class Coupling {
  private static final int STEPS = 100;
  private static final double CLOSE = 0.005;

  private Coupling() {}

  /// @param pairs `[samples, classes, classes]`: how likely class i is where it is i or j; 0 for i
  ///   and i
  /// @return `[samples, classes]`
  static Value of(Call call, Value pairs, int classes) {
    var dtype = pairs.tensor().dtype();
    var samples = pairs.tensor().size(0);
    var quadratic = quadratic(call, pairs, classes);
    var first = new TensorType(dtype, new Shape(List.of(samples, Expr.of(classes))));
    var start = Build.fill(call.graph(), first, 1.0 / classes);
    var go = call.apply(new Fill(DType.BOOL, 1, Shape.of()));
    var loop =
        new Loop(step(first, (TensorType) quadratic.type(), classes), 2, Math.max(STEPS, classes));
    return call.applyAll(loop, go, start, quadratic).get(1);
  }

  /// `Q`: off the diagonal `-rⱼᵢ rᵢⱼ`, on it `Σⱼ rⱼᵢ²`.
  private static Value quadratic(Call call, Value pairs, int classes) {
    var turned = Build.transpose(pairs, 0, 2, 1);
    var diagonal = Build.unsqueeze(Build.sum(Build.mul(turned, turned), -1), 2);
    var eye = new double[classes * classes];
    for (int i = 0; i < classes; i++) {
      eye[i * classes + i] = 1;
    }
    var ones = Tables.of(call, pairs.tensor().dtype(), eye, classes, classes);
    return Build.sub(Build.mul(diagonal, ones), Build.mul(pairs, turned));
  }

  /// One round over all classes, for the samples that are not close yet.
  private static Function step(TensorType shares, TensorType matrices, int classes) {
    var graph = new Graph();
    var number = graph.input("step", TensorType.of(DType.I64));
    var go = graph.input("go", TensorType.of(DType.BOOL));
    var p = graph.input("p", shares);
    var q = graph.input("q", matrices);
    var qp = Build.sum(Build.mul(q, Build.unsqueeze(p, 1)), -1);
    var pqp = column(Build.sum(Build.mul(p, qp), -1));
    var error = Build.reduceMax(Build.abs(Build.sub(qp, pqp)), -1);
    var open = Build.not(Build.less(error, Build.scalar(error, CLOSE / classes)));
    var now = p;
    for (int t = 0; t < classes; t++) {
      var own = part(q, t, classes);
      var corner = at(own, t);
      var difference = Build.div(Build.sub(pqp, at(qp, t)), corner);
      var whole = Build.add(difference, 1);
      var moved =
          Build.mul(difference, Build.add(Build.mul(difference, corner), Build.mul(at(qp, t), 2)));
      pqp = Build.div(Build.add(pqp, moved), Build.mul(whole, whole));
      qp = Build.div(Build.add(qp, Build.mul(difference, own)), whole);
      now =
          Build.div(
              Build.add(now, Build.mul(difference, unit(graph, shares.dtype(), t, classes))),
              whole);
    }
    var next = Build.where(column(open), now, p);
    var more = Build.apply(new Any(List.of(0L), false), open);
    return new Function(
        "couple", List.of(number, go, p, q), List.of(more, next), List.of("more", "next"));
  }

  private static Value column(Value perSample) {
    return Build.unsqueeze(perSample, 1);
  }

  /// Column `t`, of size 1.
  private static Value at(Value rows, int t) {
    var shape = new Shape(List.of(rows.tensor().size(0), Expr.of(1)));
    return Build.apply(new Slice(List.of(0L, (long) t), shape, List.of()), rows);
  }

  /// Row `t` of each matrix.
  private static Value part(Value matrices, int t, int classes) {
    var samples = matrices.tensor().size(0);
    var shape = new Shape(List.of(samples, Expr.of(1), Expr.of(classes)));
    var row = Build.apply(new Slice(List.of(0L, (long) t, 0L), shape, List.of()), matrices);
    return Build.reshape(row, new Shape(List.of(samples, Expr.of(classes))));
  }

  private static Value unit(Graph graph, DType dtype, int t, int classes) {
    var numbers = new ArrayList<Double>();
    for (int i = 0; i < classes; i++) {
      numbers.add(i == t ? 1.0 : 0.0);
    }
    return graph.apply(new org.ashlar.operators.create.Constant(dtype, Shape.of(classes), numbers));
  }
}
