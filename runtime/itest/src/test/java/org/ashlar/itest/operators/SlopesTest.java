package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.operators.activation.Celu;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.LogSigmoid;
import org.ashlar.operators.activation.Mish;
import org.ashlar.operators.activation.Relu6;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.LpNorm;
import org.ashlar.operators.pointwise.Asinh;
import org.ashlar.operators.pointwise.Atanh;
import org.ashlar.operators.pointwise.Cosh;
import org.ashlar.operators.pointwise.Erfc;
import org.ashlar.operators.pointwise.Sign;
import org.ashlar.operators.pointwise.Sinh;
import org.ashlar.operators.reduce.ReduceL2;
import org.ashlar.operators.reduce.ReduceLogSumExp;
import org.ashlar.operators.reduce.ReduceLp;
import org.ashlar.operators.reduce.StandardDeviation;
import org.junit.jupiter.api.Test;

/// Gradients where formulas divide 0 by 0, meet a corner or leave the range of numbers.
class SlopesTest {
  @Test
  void atZero() {
    slopes(new Softplus(), new double[] {0}, 0.5);
    slopes(new LogSigmoid(), new double[] {0}, 0.5);
    slopes(new Mish(), new double[] {0}, 0.6);
    slopes(new Elu(), new double[] {0}, 1);
    slopes(new Celu(), new double[] {0}, 1);
    slopes(new Softsign(), new double[] {0}, 1);
    slopes(new Asinh(), new double[] {0}, 1);
    slopes(new Sinh(), new double[] {0}, 1);
    slopes(new Cosh(), new double[] {0}, 0);
    slopes(new Atanh(), new double[] {0}, 1);
    slopes(new Sign(), new double[] {0, 2}, 0, 0);
    slopes(new Relu6(), new double[] {0, 6, 3}, 0, 0, 1);
  }

  @Test
  void whereNothingIsLeft() {
    slopes(new ReduceL2(), new double[] {0, 0}, 0, 0);
    slopes(new ReduceLp(3, List.of(), false), new double[] {0, 0}, 0, 0);
    slopes(new StandardDeviation(), new double[] {7, 7, 7}, 0, 0, 0);
    slopes(new LpNorm(), new double[] {0, 0}, 1, 1);
  }

  @Test
  void farOut() {
    slopes(new Softplus(), new double[] {-2000, 2000}, 0, 1);
    slopes(new LogSigmoid(), new double[] {-2000, 2000}, 1, 0);
    slopes(new Mish(), new double[] {-2000, 2000}, 0, 1);
    slopes(new Silu(), new double[] {-700, 700}, 0, 1);
    slopes(new ReduceLogSumExp(), new double[] {2000, 2000}, 0.5, 0.5);
    slopes(new ReduceLogSumExp(), new double[] {Double.NEGATIVE_INFINITY, 3}, 0, 1);
    slopes(new Erfc(), new double[] {-30, 30}, 0, 0);
  }

  /// The gradient of the sum of an operator's results.
  private static void slopes(Operator operator, double[] at, double... expected) {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F64, at.length));
    var y = Build.sum(graph.apply(operator, x));
    var function = new Function("f", List.of(x), List.of(y), List.of("y"));
    var autodiff = Family.REGISTRY.find(Autodiff.class).getFirst().service();
    var derived = autodiff.gradient(function, "y", List.of("x"));
    var evaluator = Family.REGISTRY.find(Evaluator.class).getFirst().service();
    var results = evaluator.evaluate(derived, List.of(TensorData.of(DType.F64, at, at.length)));
    var gradient = results.get(derived.outputNames().indexOf("d_x")).data().toDoubles();
    assertArrayEquals(expected, gradient, 1e-12, operator.toString());
  }
}
