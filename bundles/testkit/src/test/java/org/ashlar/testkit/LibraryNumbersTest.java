package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.OneHot;
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
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.GreaterOrEqual;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.NotEqual;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.Det;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.quantise.QuantizeLinear;
import org.ashlar.operators.random.Dropout;
import org.ashlar.operators.random.RandomNormal;
import org.ashlar.operators.random.RandomUniform;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;

/// What the library's operators mean, against numbers that do not come from their meanings: loops
/// written out here, or results worked out by hand.
class LibraryNumbersTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  private static TensorData apply(Operator op, TensorData... args) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < args.length; i++) {
      inputs.add(graph.input("x" + i, args[i].type()));
    }
    var f = Function.of("f", inputs, List.of(graph.apply(op, inputs)));
    return new MeaningEvaluator().evaluate(f, List.of(args)).getFirst().data();
  }

  private static void gives(double[] expected, Operator op, TensorData... args) {
    assertArrayEquals(expected, apply(op, args).toDoubles(), 1e-6, op.toString());
  }

  private static TensorData f64(double[] values, long... sizes) {
    return TensorData.of(DType.F64, values, sizes.length == 0 ? new long[] {values.length} : sizes);
  }

  private static TensorData i64(double... values) {
    return TensorData.of(DType.I64, values, values.length);
  }

  private static double[] of(double... values) {
    return values;
  }

  private static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void elements() {
    var x = f64(of(-2, -0.5, 0, 1, 3, NAN));
    gives(of(0, 0, 0, 1, 3, NAN), new Relu(), x);
    gives(of(-0.5, -0.125, 0, 1, 3, NAN), new LeakyRelu(0.25f), x);
    gives(of(-0.04550026, -0.15426877, 0, 0.84134475, 2.99595031, NAN), new Gelu(), x);
    gives(of(0.11920292, 0.37754067, 0.5, 0.73105858, 0.95257413, NAN), new Sigmoid(), x);
    gives(of(-0.23840584, -0.18877033, 0, 0.73105858, 2.85772238, NAN), new Silu(), x);
    gives(of(-1, -0.5, 0, 1, 2, NAN), new Clamp(-1, 2), x);
    gives(of(4, 0.25, 0, 1, 9, NAN), new Mul(), x, x);
    gives(of(-2, -1, NAN, NAN), new Min(), f64(of(-2, 1, NAN, 1)), f64(of(-1, -1, 1, NAN)));
    gives(of(-1, 1, NAN, NAN), new Max(), f64(of(-2, 1, NAN, 1)), f64(of(-1, -1, 1, NAN)));
    gives(of(0, 1, 0), new Equal(), f64(of(1, 2, NAN)), f64(of(2, 2, NAN)));
    gives(of(1, 0, 1), new NotEqual(), f64(of(1, 2, NAN)), f64(of(2, 2, NAN)));
    gives(of(1, 0, 0), new Less(), f64(of(1, 2, NAN)), f64(of(2, 2, NAN)));
    gives(of(0, 1, 0), new GreaterOrEqual(), f64(of(1, 2, NAN)), f64(of(2, 2, NAN)));
    gives(
        of(10, 2, 30),
        new Where(),
        TensorData.of(DType.BOOL, of(0, 1, 0), 3),
        f64(of(1, 2, 3)),
        f64(of(10, 20, 30)));
    gives(of(-2, 0, 3), new Cast(DType.I32), f64(of(-2.9, NAN, 3.5)));
    gives(of(-128, 0, 127), new Cast(DType.I8, true), f64(of(-200, 0.2, INF)));
  }

  @Test
  void products() {
    gives(
        of(58, 64, 139, 154),
        new MatMul(),
        f64(of(1, 2, 3, 4, 5, 6), 2, 3),
        f64(of(7, 8, 9, 10, 11, 12), 3, 2));
    gives(of(32), new MatMul(), f64(of(1, 2, 3)), f64(of(4, 5, 6)));
    gives(
        of(4, 6, 4, 6, 12, 14, 12, 14),
        new MatMul(),
        f64(of(1, 1, 1, 1, 3, 1, 3, 1), 2, 2, 2),
        f64(of(4, 4, 0, 2), 2, 2));
    var bytes =
        apply(
            new MatMul(),
            TensorData.of(DType.U8, of(255, 255), 1, 2),
            TensorData.of(DType.I8, of(-128, -128), 2, 1));
    assertEquals(DType.I32, bytes.dtype());
    assertEquals(-65280, bytes.get(0));
  }

  @Test
  void convolutions() {
    var random = new Random(3);
    var x = f64(random.doubles(2 * 4 * 7 * 6).toArray(), 2, 4, 7, 6);
    for (int groups : new int[] {1, 2, 4}) {
      var w = f64(random.doubles(4 * 4 / groups * 3 * 2).toArray(), 4, 4 / groups, 3, 2);
      var conv = new Conv(list(2, 1), list(1, 0, 2, 1), list(1, 3), groups);
      var y = apply(conv, x, w);
      assertArrayEquals(new long[] {2, 4, 4, 4}, y.sizes());
      for (int n = 0; n < 2; n++) {
        for (int m = 0; m < 4; m++) {
          for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
              assertEquals(
                  convolved(x, w, groups, n, m, i, j), y.get(((n * 4 + m) * 4 + i) * 4 + j), 1e-12);
            }
          }
        }
      }
    }
  }

  private static double convolved(
      TensorData x, TensorData w, int groups, int n, int m, int i, int j) {
    double sum = 0;
    int inside = 4 / groups;
    for (int c = 0; c < inside; c++) {
      for (int k = 0; k < 3; k++) {
        for (int l = 0; l < 2; l++) {
          int row = i * 2 + k - 1;
          int column = j + l * 3;
          if (row >= 0 && row < 7 && column < 6) {
            int channel = m / (4 / groups) * inside + c;
            sum +=
                x.get(((n * 4 + channel) * 7 + row) * 6 + column)
                    * w.get(((m * inside + c) * 3 + k) * 2 + l);
          }
        }
      }
    }
    return sum;
  }

  @Test
  void pools() {
    var x = f64(of(1, 2, 3, 4, 5, 6, 7, 8, 9), 1, 1, 3, 3);
    gives(of(5, 6, 8, 9), new MaxPool(list(2, 2), list(), list(), list()), x);
    gives(of(1, 3, 7, 9), new MaxPool(list(2, 2), list(2, 2), list(1, 1, 0, 0), list()), x);
    gives(of(9), new MaxPool(list(2, 2), list(), list(), list(2, 2)), x);
    gives(of(3, 4, 6, 7), new AveragePool(list(2, 2), list(), list(), false), x);
    gives(of(1, 2.5, 5.5, 7), new AveragePool(list(2, 2), list(2, 2), list(1, 1, 0, 0), false), x);
    gives(
        of(0.25, 1.25, 2.75, 7),
        new AveragePool(list(2, 2), list(2, 2), list(1, 1, 0, 0), true),
        x);
    gives(of(5), new GlobalAveragePool(), x);
  }

  @Test
  void reductions() {
    var x = f64(of(1, 5, 2, 4, 3, 6), 2, 3);
    gives(of(8, 13), new ReduceSum(list(-1), false), x);
    gives(of(2.5, 4, 4), new ReduceMean(list(0), true), x);
    gives(of(4, 5, 6), new ReduceMax(list(0), false), x);
    gives(of(1, 3), new ReduceMin(list(1), false), x);
    gives(of(720), new ReduceProd(), x);
    gives(of(NAN, 6), new ReduceMax(list(1), false), f64(of(1, NAN, 2, 4, 3, 6), 2, 3));
    gives(of(1, 2, 1), new ArgMax(), f64(of(1, 3, 3, 0, 1, 2, 1, NAN, NAN), 3, 3));
    gives(of(-INF), new ReduceMax(), f64(of(), 0));
    gives(of(1, 6, 8, 4, 7, 13), new CumSum(), x);
    gives(of(0, 1, 6, 0, 4, 7), new CumSum(1, true, false), x);
    gives(of(5, 8, 8, 4, 3, 6), new CumSum(0, false, true), x);
  }

  @Test
  void movements() {
    var x = f64(of(1, 2, 3, 4, 5, 6), 2, 3);
    gives(of(1, 4, 2, 5, 3, 6), new Transpose(), x);
    var cube =
        f64(
            of(
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                23),
            2,
            3,
            4);
    var moved = apply(new Transpose(list(2, 0, 1)), cube);
    assertArrayEquals(new long[] {4, 2, 3}, moved.sizes());
    assertArrayEquals(of(0, 4, 8, 12, 16, 20, 1), Arrays.copyOf(moved.toDoubles(), 7));
    for (var shape :
        List.of(
            Shape.of(24),
            Shape.of(4, 6),
            Shape.of(1, 2, 12, 1),
            Shape.of(3, 2, 2, 2),
            Shape.of(8, 3))) {
      assertArrayEquals(
          cube.toDoubles(), apply(new Reshape(shape), cube).toDoubles(), shape.toString());
    }
    gives(of(1, 1, 2, 2), new Broadcast(Shape.of(2, 2)), f64(of(1, 2), 2, 1));
    gives(of(6, 4), new Slice(list(1, 2), Shape.of(1, 2), list(1, -2)), x);
    gives(of(1, 2, 9, 3, 4, 8), new Concat(1), f64(of(1, 2, 3, 4), 2, 2), f64(of(9, 8), 2, 1));
    gives(of(7, 7, 7, 1, 2, 7), new Pad(list(1, 0, 0, 1), 7), f64(of(1, 2), 1, 2));
    gives(of(5, 6, 1, 2, 5, 6), new Gather(), f64(of(1, 2, 3, 4, 5, 6), 3, 2), i64(2, 0, 2));
    gives(of(3, 1, 6, 4), new Gather(1), x, i64(2, 0));
    gives(of(0, 0, 1, 0, 0, 0, 1, 0, 0), new OneHot(3, DType.F64), i64(2, 5, 0));
    gives(of(11, 2, 43), new ScatterAdd(), f64(of(1, 2, 3)), i64(2, 0, 2), f64(of(30, 10, 10)));
    gives(of(0, 1, 2, 0, 1, 2), new Iota(DType.F64, Shape.of(2, 3), 1));
    gives(of(2.5, 2.5), new Fill(DType.F64, 2.5, Shape.of(2)));
  }

  @Test
  void normalisations() {
    gives(
        of(0.09003057, 0.24472847, 0.66524096, 1.0 / 3, 1.0 / 3, 1.0 / 3),
        new Softmax(),
        f64(of(1, 2, 3, 1e4, 1e4, 1e4), 2, 3));
    gives(of(-2.40760596, -1.40760596, -0.40760596), new LogSoftmax(), f64(of(1, 2, 3)));
    gives(
        of(-1.22474487, 0, 1.22474487),
        new LayerNorm(-1, 0),
        f64(of(1, 2, 3)),
        f64(of(1, 1, 1)),
        f64(of(0, 0, 0)));
    gives(
        of(9, 11, 0.5, 1.5),
        new BatchNorm(0),
        f64(of(1, 3, 5, 7), 1, 2, 2),
        f64(of(2, 1)),
        f64(of(10, 1)),
        f64(of(2, 6)),
        f64(of(4, 4)));
    // log 3 where all classes are equally likely, log (1 + e) where the other one has 1 more
    gives(
        of((Math.log(3) + Math.log(1 + Math.E)) / 2),
        new CrossEntropy(),
        f64(of(0, 0, 0, 1, 0, -INF), 2, 3),
        i64(0, 1));
    gives(of(2.5), new MeanSquaredError(), f64(of(1, 2)), f64(of(3, 1)));
  }

  @Test
  void randomNumbersFollowTheGenerator() {
    var seed = TensorData.of(DType.I64, of(0));
    seed = new TensorData(DType.I64, new long[0], seed.data());
    // the top 24 bits of 6627e8d5 e169c58d bc57ac4c 9b00dbd8
    var expected =
        of(0x6627e8 * 0x1p-24, 0xe169c5 * 0x1p-24, 0xbc57ac * 0x1p-24, 0x9b00db * 0x1p-24);
    assertArrayEquals(
        expected, apply(new RandomUniform(DType.F32, Shape.of(2, 2), 0), seed).toDoubles());
    double first = ((0x6627e8d5L >>> 6) * 0x1p27 + (0xe169c58dL >>> 5)) * 0x1p-53;
    assertEquals(first, apply(new RandomUniform(DType.F64, Shape.of(1), 0), seed).get(0));
    var other = apply(new RandomUniform(DType.F32, Shape.of(2, 2), 1), seed).toDoubles();
    assertEquals(false, Arrays.equals(expected, other));

    var normal = apply(new RandomNormal(DType.F64, Shape.of(2000), 3), seed).toDoubles();
    double mean = Arrays.stream(normal).average().orElseThrow();
    double square = Arrays.stream(normal).map(v -> v * v).average().orElseThrow();
    assertEquals(0, mean, 0.1);
    assertEquals(1, square, 0.1);

    var dropped = apply(new Dropout(0.25, 0), f64(of(3, 3, 3, 3)), seed).toDoubles();
    assertArrayEquals(of(4, 4, 4, 4), dropped);
    var ones = new double[4000];
    Arrays.fill(ones, 1);
    var kept = apply(new Dropout(0.25, 7), f64(ones), seed).toDoubles();
    assertEquals(0.75, Arrays.stream(kept).filter(v -> v != 0).count() / 4000.0, 0.03);
  }

  @Test
  void determinantsAreSumsOverPermutations() {
    gives(of(-2), new Det(), f64(of(1, 2, 3, 4), 2, 2));
    gives(of(1, 1), new Det(), f64(of(), 2, 0, 0));
    // the first pivot is 0, and one matrix has a row twice
    double[][] matrices = {
      {0, 2, 1, 3, 4, 0, 5, 1, 1, 1, 0, 2, 2, 3, 1, 1},
      {1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 9, 1, 0, 0, 1}
    };
    for (var matrix : matrices) {
      gives(of(leibniz(matrix, 0, 4)), new Det(), f64(matrix, 4, 4));
    }
    var random = new Random(7).doubles(25, -2, 2).toArray();
    gives(of(leibniz(random, 0, 5)), new Det(), f64(random, 5, 5));
  }

  /// The sum of signed products over all permutations.
  private static double leibniz(double[] x, int row, int n) {
    return leibniz(x, row, n, new boolean[n]);
  }

  private static double leibniz(double[] x, int row, int n, boolean[] taken) {
    if (row == n) {
      return 1;
    }
    double sum = 0;
    int sign = 1;
    for (int column = 0; column < n; column++) {
      if (!taken[column]) {
        taken[column] = true;
        sum += sign * x[row * n + column] * leibniz(x, row + 1, n, taken);
        taken[column] = false;
        sign = -sign;
      }
    }
    return sum;
  }

  @Test
  void powersOfWholeNumbersWrap() {
    var base = TensorData.of(DType.I32, of(-3, 2, 7, -1, 5), 5);
    var exponent = TensorData.of(DType.I32, of(3, 31, -1, -3, 0), 5);
    gives(of(-27, Integer.MIN_VALUE, 0, -1, 1), new Pow(), base, exponent);
  }

  @Test
  void quotientsAreRoundedToThePrecisionAskedFor() {
    // f16 has no odd numbers beyond 2048
    var x = TensorData.of(DType.F32, of(2049, 4097), 2);
    var scale = TensorData.of(DType.F32, of(1));
    gives(of(2048, 4096), new QuantizeLinear(0, 0, DType.I16, true, DType.F16), x, scale);
    gives(of(2049, 4097), new QuantizeLinear(0, 0, DType.I16, true), x, scale);
  }
}
