package org.ashlar.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator.Result;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

class MeaningEvaluatorTest {
  private final Graph graph = new Graph();

  private Value input(String name, DType dtype, long... sizes) {
    return graph.input(name, TensorType.of(dtype, sizes));
  }

  private static Result evaluate(Value output, List<Value> inputs, TensorData... arguments) {
    return new MeaningEvaluator()
        .evaluate(Function.of("test", inputs, List.of(output)), List.of(arguments))
        .getFirst();
  }

  private static TensorData floats(float[] values, long... sizes) {
    return TensorData.of(values, sizes);
  }

  @Test
  void broadcastsPointwise() {
    var a = input("a", DType.F32, 2, 1);
    var b = input("b", DType.F32, 3);
    var result =
        evaluate(
            Build.add(a, b),
            List.of(a, b),
            floats(new float[] {10, 20}, 2, 1),
            floats(new float[] {1, 2, 3}, 3));
    assertArrayEquals(new float[] {11, 12, 13, 21, 22, 23}, result.data().toFloats());
  }

  @Test
  void sumsProductsWithTheSumOfTheirMagnitudes() {
    var a = input("a", DType.F32, 1, 3);
    var b = input("b", DType.F32, 3, 1);
    var result =
        evaluate(
            Build.matmul(a, b),
            List.of(a, b),
            floats(new float[] {1, 2, 3}, 1, 3),
            floats(new float[] {4, -5, 6}, 3, 1));
    assertArrayEquals(new float[] {12}, result.data().toFloats());
    assertEquals(3, result.terms());
    // |1·4| + |2·5| + |3·6|
    assertArrayEquals(new double[] {32}, result.magnitude());
  }

  @Test
  void reducesInDoubleAndRoundsOnce() {
    var x = input("x", DType.F32, 3);
    var result = evaluate(Build.sum(x, 0), List.of(x), floats(new float[] {0x1p24f, 1, 1}, 3));
    assertEquals(0x1p24 + 2, result.data().get(0), "floats alone would give 2^24");
  }

  @Test
  void copiesMaximaAndWholeNumbersAreExact() {
    var x = input("x", DType.F32, 2, 3);
    var data = floats(new float[] {3, 1, 2, 9, 7, 8}, 2, 3);
    var largest = evaluate(Build.reduceMax(Build.transpose(x, 1, 0), 0), List.of(x), data);
    assertArrayEquals(new float[] {3, 9}, largest.data().toFloats());
    assertArrayEquals(new double[] {0, 0}, largest.magnitude());
    var place = evaluate(Build.argmax(x, 1), List.of(x), data);
    assertArrayEquals(new double[] {0, 0}, place.data().toDoubles());
    assertEquals(0, place.magnitude().length);
  }

  @Test
  void softmaxSumsToOne() {
    var x = input("x", DType.F32, 1, 4);
    var result =
        evaluate(
            Build.apply(new Softmax(-1), x), List.of(x), floats(new float[] {1, 2, 3, 400}, 1, 4));
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += result.data().get(i);
      assertTrue(result.magnitude()[i] < 100, "magnitudes stay small: " + result.magnitude()[i]);
    }
    assertEquals(1, sum, 1e-6);
  }

  @Test
  void whatIsOffIsCarriedThroughFunctions() {
    var x = input("x", DType.F32, 1, 2);
    var w = input("w", DType.F32, 2, 1);
    // 1000 - 999 = 1, off by what 1999 is off by; its exponential by e times as much
    var result =
        evaluate(
            Build.exp(Build.matmul(x, w)),
            List.of(x, w),
            floats(new float[] {1000, 999}, 1, 2),
            floats(new float[] {1, -1}, 2, 1));
    assertEquals(Math.E, result.data().get(0), 1e-6);
    assertEquals(1999 * Math.E, result.magnitude()[0], 100);
  }

  @Test
  void infinitiesAndNanMustComeOutAsTheyAre() {
    var x = input("x", DType.F32, 3);
    var result =
        evaluate(
            Build.log(Build.exp(x)), List.of(x), floats(new float[] {1000, -1000, Float.NaN}, 3));
    assertArrayEquals(
        new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN},
        result.data().toFloats());
    assertArrayEquals(new double[] {0, 0, 0}, result.magnitude());
  }

  @Test
  void aBranchThatMayComeOutOtherwiseCounts() {
    var x = input("x", DType.F32, 1, 2);
    var zero = Build.scalar(x, 0);
    var sum = Build.sum(Build.mul(x, x), 1);
    // 0 < 1e-20 · 1e-20 - … is decided by rounding: where takes either 1 or 5
    var close = Build.sub(sum, sum);
    var picked = Build.where(Build.less(zero, close), Build.scalar(x, 1), Build.scalar(x, 5));
    var result = evaluate(picked, List.of(x), floats(new float[] {3, 4}, 1, 2));
    assertEquals(5, result.data().get(0));
    assertTrue((result.terms() + 8) * 0x1p-24 * result.magnitude()[0] >= 4);
  }

  @Test
  void scansForwardsAndBackwards() {
    var x = input("x", DType.F32, 4);
    var i = new Expr.Index("i");
    var read = new Expr.Read(new Operand(0, DType.F32), List.of(i));
    var data = floats(new float[] {1, 2, 3, 4}, 4);
    for (boolean reverse : new boolean[] {false, true}) {
      for (boolean exclusive : new boolean[] {false, true}) {
        var meaning =
            new Meaning.Scanned(
                List.of(i), i, Reducer.sum(DType.F32), List.of(read), exclusive, reverse);
        var y = graph.apply(new Derived("scan", meaning, TensorType.of(DType.F32, 4)), x);
        var expected =
            reverse
                ? exclusive ? new float[] {9, 7, 4, 0} : new float[] {10, 9, 7, 4}
                : exclusive ? new float[] {0, 1, 3, 6} : new float[] {1, 3, 6, 10};
        assertArrayEquals(expected, evaluate(y, List.of(x), data).data().toFloats());
      }
    }
  }

  @Test
  void scattersAndSkipsWhatIsOutside() {
    var at = input("at", DType.I64, 4);
    var x = input("x", DType.F32, 4);
    var i = new Expr.Index("i");
    var k = Axis.of("k", 4);
    var place = new Expr.Read(new Operand(0, DType.I64), List.of(k.index()));
    var term = new Expr.Read(new Operand(1, DType.F32), List.of(k.index()));
    var places = TensorData.of(DType.I64, new double[] {2, 0, 2, 7}, 4);
    var terms = floats(new float[] {1, 2, 3, 4}, 4);
    for (var op : List.of(Op2.ADD, Op2.SET)) {
      var meaning =
          new Meaning.Scattered(
              List.of(i), Expr.of(DType.F32, 10), List.of(k), List.of(place), op, term);
      var y = graph.apply(new Derived("scatter", meaning, TensorType.of(DType.F32, 3)), at, x);
      var expected = op == Op2.ADD ? new float[] {12, 10, 14} : new float[] {2, 10, 3};
      assertArrayEquals(expected, evaluate(y, List.of(at, x), places, terms).data().toFloats());
    }
  }

  @Test
  void narrowFloatsAreRoundedAtEachStep() {
    var x = input("x", DType.F16, 1);
    var y = Build.sub(Build.add(x, x), x);
    var result = evaluate(y, List.of(x), TensorData.of(DType.F16, new double[] {65504}, 1));
    assertEquals(
        Double.POSITIVE_INFINITY, result.data().get(0), "twice the largest is infinite in f16");
    assertEquals(0x7c00, Codec.encode(DType.F16, result.data().get(0)));
  }

  @Test
  void sizesAreLearntFromTheArguments() {
    var n = new Expr.Size("n", 1, 8);
    var x = graph.input("x", new TensorType(DType.F32, new Shape(List.of(n, Expr.of(2)))));
    var y = Build.sum(x, 0);
    var result = evaluate(y, List.of(x), floats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    assertArrayEquals(new float[] {9, 12}, result.data().toFloats());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> evaluate(y, List.of(x), floats(new float[18], 9, 2)));
    assertTrue(e.getMessage().startsWith("function test: input x: needs "), e.getMessage());
  }

  @Test
  void aMeaningThatContradictsItsShapeRuleIsRefused() {
    var x = input("x", DType.F32, 2);
    var i = new Expr.Index("i");
    var read = new Expr.Read(new Operand(0, DType.F32), List.of(i.plus(Expr.of(1))));
    var beyond =
        graph.apply(
            new Derived("next", Meaning.Indexed.of(List.of(i), read), TensorType.of(DType.F32, 2)),
            x);
    var data = floats(new float[] {1, 2}, 2);
    var e = assertThrows(IllegalStateException.class, () -> evaluate(beyond, List.of(x), data));
    assertEquals(
        "derived: a0[2]: place out of range: the size is [2]: a meaning must guard what it reads by a select",
        e.getMessage());
    var other =
        graph.apply(
            new Derived(
                "wide", new Meaning.Pointwise(Expr.of(DType.F64, 1)), TensorType.of(DType.F32, 2)),
            x);
    e = assertThrows(IllegalStateException.class, () -> evaluate(other, List.of(x), data));
    assertEquals("derived: the shape rule says f32, the meaning gives f64", e.getMessage());
  }
}
