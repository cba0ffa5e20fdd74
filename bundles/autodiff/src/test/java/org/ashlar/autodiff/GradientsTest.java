package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.ScatterAdd;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.loss.MeanSquaredError;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Cos;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every differentiable operator against central differences, in `f64`: first and second order.
class GradientsTest {
  /// An operator on arguments of these types.
  record Case(Operator op, List<TensorType> args) {
    @Override
    public String toString() {
      return op + " of " + args;
    }
  }

  private final Checks checks = new Checks();

  private static Case of(Operator op, TensorType... args) {
    return new Case(op, List.of(args));
  }

  private static TensorType f64(long... sizes) {
    return TensorType.of(DType.F64, sizes);
  }

  private static TensorType i64(long... sizes) {
    return TensorType.of(DType.I64, sizes);
  }

  static Stream<Case> cases() {
    var cases = new ArrayList<Case>();
    for (Operator op :
        List.of(
            new Neg(),
            new Abs(),
            new Exp(),
            new Log(),
            new Sqrt(),
            new Sin(),
            new Cos(),
            new Tanh(),
            new Erf(),
            new Sigmoid(),
            new Relu(),
            new LeakyRelu(),
            new Gelu(),
            new Silu(),
            new Identity(),
            new Clamp(0.6, 1.2),
            new Cast(DType.F64),
            new Floor())) {
      cases.add(of(op, f64(2, 3)));
    }
    for (Operator op :
        List.of(new Add(), new Sub(), new Mul(), new Div(), new Pow(), new Min(), new Max())) {
      cases.add(of(op, f64(2, 3), f64(2, 3)));
      cases.add(of(op, f64(3), f64(2, 1)));
    }
    cases.add(of(new Where(), TensorType.of(DType.BOOL, 3), f64(2, 1), f64()));
    cases.add(of(new MatMul(), f64(3, 4), f64(4, 2)));
    cases.add(of(new MatMul(), f64(2, 3, 4), f64(2, 1, 4, 2)));
    cases.add(of(new MatMul(), f64(4), f64(4, 2)));
    cases.add(of(new MatMul(), f64(4), f64(4)));
    cases.add(of(new Conv(), f64(2, 2, 5), f64(3, 2, 3)));
    cases.add(
        of(
            new Conv(List.of(), List.of(1L, 1L, 1L, 1L), List.of(), 1),
            f64(1, 2, 4, 4),
            f64(2, 2, 3, 3)));
    cases.add(
        of(
            new Conv(List.of(2L, 3L), List.of(1L, 0L, 1L, 2L), List.of(), 2),
            f64(1, 4, 5, 7),
            f64(4, 2, 3, 2)));
    cases.add(
        of(
            new Conv(List.of(2L, 1L), List.of(2L, 1L, 1L, 0L), List.of(2L, 3L), 1),
            f64(1, 2, 6, 7),
            f64(2, 2, 3, 2)));
    cases.add(
        of(new Conv(List.of(1L, 1L), List.of(), List.of(), 4), f64(1, 4, 3, 3), f64(4, 1, 2, 2)));
    cases.add(of(new MaxPool(), f64(1, 2, 5, 4)));
    cases.add(
        of(
            new MaxPool(List.of(3L, 2L), List.of(2L, 1L), List.of(1L, 1L, 1L, 0L), List.of(1L, 2L)),
            f64(1, 1, 5, 4)));
    cases.add(of(new AveragePool(), f64(1, 2, 5, 4)));
    cases.add(
        of(
            new AveragePool(List.of(3L, 2L), List.of(2L, 1L), List.of(1L, 1L, 1L, 0L), false),
            f64(1, 1, 5, 4)));
    cases.add(of(new GlobalAveragePool(), f64(2, 3, 2, 2)));
    for (Operator op :
        List.of(
            new ReduceSum(),
            new ReduceMean(List.of(1L), true),
            new ReduceMax(List.of(-1L), false),
            new ReduceMin(List.of(0L), true),
            new ReduceProd(List.of(0L, 2L), false),
            new Softmax(),
            new LogSoftmax(1),
            new Transpose(List.of(1L, 2L, 0L)),
            new Reshape(Shape.of(4, 6)),
            new Reshape(Shape.of(3, 8)),
            new CumSum(1, false, false),
            new CumSum(0, true, false),
            new CumSum(2, false, true),
            new CumSum(2, true, true),
            new Slice(List.of(1L, 2L, 0L), Shape.of(1, 2, 2), List.of(1L, -1L, 3L)),
            new Pad(List.of(1L, 0L, 2L, 0L, 3L, 0L), 7),
            new Broadcast(Shape.of(2, 2, 3, 4)))) {
      cases.add(of(op, f64(2, 3, 4)));
    }
    cases.add(of(new Broadcast(Shape.of(2, 3, 4)), f64(3, 1)));
    cases.add(of(new Concat(1), f64(2, 1), f64(2, 2), f64(2, 3)));
    cases.add(of(new Gather(1), f64(2, 3, 2), i64(4)));
    cases.add(of(new ScatterAdd(0), f64(3, 2), i64(4), f64(4, 2)));
    cases.add(of(new BatchNorm(), f64(2, 3, 2), f64(3), f64(3), f64(3), f64(3)));
    cases.add(of(new LayerNorm(1, 1e-5), f64(2, 3, 2), f64(3, 2), f64(3, 2)));
    cases.add(of(new CrossEntropy(), f64(4, 3), i64(4)));
    cases.add(of(new MeanSquaredError(), f64(2, 3), f64(2, 3)));
    return cases.stream();
  }

  /// `loss = Σ weights · op(args)`.
  private static Function loss(Case c) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < c.args().size(); i++) {
      inputs.add(graph.input("x" + i, c.args().get(i)));
    }
    var y = graph.apply(c.op(), inputs);
    inputs.add(graph.input("weights", y.type()));
    return Function.of("loss", inputs, List.of(Build.sum(Build.mul(y, inputs.getLast()))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferences(Case c) {
    checks.differences(loss(c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferencesAgain(Case c) {
    checks.secondDifferences(loss(c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void tangentsAgreeWithGradients(Case c) {
    checks.tangents(loss(c));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void enginesAgree(Case c) {
    checks.engines(loss(c));
  }
}
