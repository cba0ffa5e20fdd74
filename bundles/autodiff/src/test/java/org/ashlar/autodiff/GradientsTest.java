package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
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
import org.ashlar.reference.MeaningEvaluator;
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

  private static final double STEP = 1e-5;
  private final MeaningEvaluator evaluator = new MeaningEvaluator();
  private final ReverseMode autodiff = new ReverseMode();

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

  private static TensorData random(TensorType type, Random random) {
    var values = new double[(int) type.shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type.dtype()) {
            case F64 -> 0.3 + random.nextDouble();
            case BOOL -> random.nextInt(2);
            default -> random.nextInt(3);
          };
    }
    return TensorData.of(type.dtype(), values, type.shape().constants());
  }

  private static List<String> floats(Function f) {
    return f.inputs().stream()
        .filter(v -> v.tensor().dtype().isFloat())
        .map(v -> ((Input) v.op()).label())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferences(Case c) {
    var f = loss(c);
    check(f, "y", 1);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void meetCentralDifferencesAgain(Case c) {
    var first = autodiff.gradient(loss(c), "y", floats(loss(c)));
    // Σ of products of all gradients with numbers of their own
    var graph = first.inputs().getFirst().graph();
    var terms = new ArrayList<Value>();
    for (int i = 1; i < first.outputs().size(); i++) {
      var d = first.outputs().get(i);
      terms.add(Build.sum(Build.mul(d, Build.mul(d, 0.3 * i))));
    }
    var sum = terms.stream().reduce(Build::add).orElseThrow();
    check(Function.of("second", first.inputs(), List.of(sum)), "y", 10);
  }

  /// What forward mode says of a direction is what the gradient says: `t_y = Σ d_x · t_x`, for the
  /// function and for its gradient.
  @ParameterizedTest
  @MethodSource("cases")
  void tangentsAgreeWithGradients(Case c) {
    agree(loss(c), "y");
    var first = autodiff.gradient(loss(c), "y", floats(loss(c)));
    for (var output : first.outputNames().subList(1, first.outputs().size())) {
      agree(first, output);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void enginesAgree(Case c) {
    var f = loss(c);
    var names = floats(f);
    var few =
        f.inputs().stream().mapToLong(v -> v.tensor().shape().elements()).sum() <= ForwardMode.MOST;
    var random = new Random(44);
    var args = f.inputs().stream().map(v -> random(v.tensor(), random)).toList();
    var expected = evaluator.evaluate(autodiff.gradient(f, "y", names), args);
    var others = few ? List.of(new RecordedTape(), new ForwardMode()) : List.of(new RecordedTape());
    for (var engine : others) {
      var derived = engine.gradient(f, "y", names);
      var found = evaluator.evaluate(derived, args);
      for (int o = 0; o < expected.size(); o++) {
        assertArrayEquals(
            expected.get(o).data().toDoubles(),
            found.get(o).data().toDoubles(),
            1e-12 * (1 + expected.get(o).magnitude().length),
            engine.name() + ": " + derived.outputNames().get(o));
      }
    }
  }

  private void agree(Function f, String of) {
    long seed = 43;
    var random = new Random(seed);
    var names = floats(f);
    var args = new ArrayList<>(f.inputs().stream().map(v -> random(v.tensor(), random)).toList());
    var gradients = evaluator.evaluate(autodiff.gradient(f, of, names), args);
    var tangent = autodiff.tangent(f, names);
    double expected = 0;
    for (int n = 0; n < names.size(); n++) {
      var direction = random(f.inputs().get(f.inputNames().indexOf(names.get(n))).tensor(), random);
      args.add(direction);
      var d = gradients.get(f.outputs().size() + n).data();
      for (int i = 0; i < d.elements(); i++) {
        expected += d.get(i) * direction.get(i);
      }
    }
    var grown =
        evaluator.evaluate(tangent, args).get(tangent.outputNames().indexOf("t_" + of)).data();
    double sum = 0;
    for (int i = 0; i < grown.elements(); i++) {
      sum += grown.get(i);
    }
    assertEquals(expected, sum, 1e-9 * (1 + Math.abs(expected)), "t_" + of + ", seed " + seed);
  }

  private void check(Function f, String of, double slack) {
    long seed = 42;
    var random = new Random(seed);
    var args = new ArrayList<>(f.inputs().stream().map(v -> random(v.tensor(), random)).toList());
    var names = floats(f);
    var results = evaluator.evaluate(autodiff.gradient(f, of, names), args);
    for (int n = 0; n < names.size(); n++) {
      int input = f.inputNames().indexOf(names.get(n));
      var gradient = results.get(1 + n).data();
      var arg = args.get(input);
      for (int i = 0; i < arg.elements(); i++) {
        args.set(input, moved(arg, i, STEP));
        double above = evaluator.evaluate(f, args).getFirst().data().get(0);
        args.set(input, moved(arg, i, -STEP));
        double below = evaluator.evaluate(f, args).getFirst().data().get(0);
        double expected = (above - below) / (2 * STEP);
        assertEquals(
            expected,
            gradient.get(i),
            slack * 1e-6 * (1 + Math.abs(expected)),
            "d_" + names.get(n) + "[" + i + "], seed " + seed);
      }
      args.set(input, arg);
    }
  }

  private static TensorData moved(TensorData arg, int element, double by) {
    var values =
        IntStream.range(0, (int) arg.elements())
            .mapToDouble(i -> arg.get(i) + (i == element ? by : 0))
            .toArray();
    return TensorData.of(DType.F64, values, arg.sizes());
  }
}
