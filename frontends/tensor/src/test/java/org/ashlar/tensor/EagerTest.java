package org.ashlar.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.move.Split;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.junit.jupiter.api.Test;

class EagerTest {
  @Test
  void computesLineByLine() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar)) {
      var x = eager.of(1, 2, 3);
      var y = x.mul(x);
      assertArrayEquals(new float[] {1, 4, 9}, y.data().toFloats());
      assertEquals("f32[3] [1.0, 4.0, 9.0]", y.toString());
      // numbers of the caller and tensors said before join in
      var sum = y.add(Tensor.of(1, 1, 1).mul(2)).sum();
      assertEquals(20, sum.data().get(0));
    }
  }

  @Test
  void givesTheNumbersOfCompiledPrograms() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar)) {
      var random = new Random(7);
      var x = random(random, 5, 6);
      var w = random(random, 6, 4);
      var labels = TensorData.of(DType.I64, new double[] {0, 3, 1, 2, 2}, 5);
      var lazy = network(Tensor.of(x), Tensor.of(w), Tensor.of(labels)).compute(ashlar);
      var now = network(eager.of(x), eager.of(w), eager.of(labels)).data();
      assertEquals(lazy.get(0), now.get(0), 1e-6 * Math.abs(lazy.get(0)));
    }
  }

  private static Tensor network(Tensor x, Tensor w, Tensor labels) {
    return x.matmul(w).gelu().add(0.5).apply(new CrossEntropy(), labels);
  }

  @Test
  void gradientsAreThoseOfCompiledPrograms() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar)) {
      var random = new Random(8);
      var x = random(random, 5, 6);
      var w = random(random, 6, 4);
      var labels = TensorData.of(DType.I64, new double[] {0, 3, 1, 2, 2}, 5);
      var trace =
          Trace.of(
              "network",
              Map.of(
                  "loss",
                  network(
                      Tensor.input("x", x.type()),
                      Tensor.input("w", w.type()),
                      Tensor.input("labels", labels.type()))));
      var derived = ashlar.compiler().gradient(trace.function(), "loss", List.of("x", "w"));
      try (var session =
          ashlar.session(ProgramText.of("network", org.ashlar.ir.Text.of(derived)), Map.of())) {
        var expected = session.run(Map.of("x", x, "w", w, "labels", labels)).outputs();
        var ex = eager.of(x);
        var ew = eager.of(w);
        var gradients = eager.gradients(network(ex, ew, eager.of(labels)), List.of(ex, ew));
        assertClose(expected.get("d_x"), gradients.get(0).data());
        assertClose(expected.get("d_w"), gradients.get(1).data());
      }
    }
  }

  private static void assertClose(TensorData expected, TensorData given) {
    assertEquals(expected.type(), given.type());
    assertArrayEquals(expected.toFloats(), given.toFloats(), 1e-5f);
  }

  @Test
  void derivativesHaveDerivatives() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar)) {
      var x = eager.of(1, 2, -3);
      var y = x.mul(x).mul(x).sum();
      var dx = eager.gradient(y, x);
      assertArrayEquals(new float[] {3, 12, 27}, dx.data().toFloats(), 1e-5f);
      var ddx = eager.gradient(dx.sum(), x);
      assertArrayEquals(new float[] {6, 12, -18}, ddx.data().toFloats(), 1e-5f);
      // a value on the way ends the walk
      var z = x.mul(2);
      assertArrayEquals(
          new float[] {1, 2, -3}, eager.gradient(z.mul(x).sum(), z).data().toFloats());
      assertArrayEquals(
          new float[] {4, 8, -12}, eager.gradient(z.mul(x).sum(), x).data().toFloats());
    }
  }

  @Test
  void callsOfSeveralResultsAreOnTheTape() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar)) {
      var x = eager.of(1, 2, 3, 4);
      var parts = Tensor.call(new Split(0, List.of(1L, 3L)), List.of(x));
      var y = parts.get(1).mul(parts.get(1)).sum();
      assertArrayEquals(new float[] {0, 4, 6, 8}, eager.gradient(y, x).data().toFloats());
      assertArrayEquals(
          new float[] {1}, eager.gradient(parts.get(0).sum(), parts.get(0)).data().toFloats());
    }
  }

  @Test
  void saysWhereANumberWentWrong() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.checkedOn(ashlar)) {
      var x = eager.of(1, -1);
      var e = assertThrows(ArithmeticException.class, () -> x.log());
      assertTrue(
          e.getMessage().startsWith("log: element 1 of f32[2] is NaN, no argument is (EagerTest"),
          e.getMessage());
    }
  }

  @Test
  void refusesWhatItCannotCompute() {
    try (var ashlar = Ashlar.open();
        var eager = Eager.on(ashlar);
        var other = Eager.on(ashlar)) {
      var x = eager.of(1, 2);
      var named = Tensor.input("n", DType.F32, 2);
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> x.add(named))
              .getMessage()
              .contains("[n]"));
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> x.add(other.of(1, 2)))
              .getMessage()
              .startsWith("tensor: arguments were computed by two Eager objects (EagerTest"));
      var whole = eager.of(TensorData.of(DType.I64, new double[] {1}, 1));
      assertEquals(
          "gradient: only floats have one: i64[1]",
          assertThrows(IllegalArgumentException.class, () -> eager.gradient(x, whole))
              .getMessage());
      assertThrows(IllegalStateException.class, () -> named.data());
    }
  }

  private static TensorData random(Random random, int rows, int columns) {
    var values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return TensorData.of(values, rows, columns);
  }
}
