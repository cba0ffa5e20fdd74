package org.ashlar.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.session.Ashlar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TensorTest {
  private Ashlar ashlar;

  @BeforeAll
  void open() {
    ashlar = Ashlar.open();
  }

  @AfterAll
  void close() {
    ashlar.close();
  }

  @Test
  void computesWhatIsSaid() {
    var x = Tensor.of(new float[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new float[] {0, 0, 5, 12}, x.matmul(x).sub(10).relu().toFloats(ashlar));
    assertArrayEquals(new float[] {4, 6}, x.sum(0).toFloats(ashlar));
    assertArrayEquals(new float[] {2.5f}, x.mean().toFloats(ashlar));
    assertArrayEquals(new float[] {1, 3, 2, 4}, x.transpose(1, 0).toFloats(ashlar));
    assertArrayEquals(new float[] {0.5f, 0.5f}, Tensor.of(3, 3).softmax().toFloats(ashlar), 1e-6f);
  }

  @Test
  void sharedPartsAreTracedOnce() {
    var x = Tensor.input("x", DType.F32, 2);
    var shared = x.exp();
    var trace = Trace.of("f", Map.of("y", shared.mul(shared)));
    assertEquals(1, trace.text().lines().filter(l -> l.contains("exp(")).count(), trace.text());
  }

  @Test
  void deepProgramsDoNotOverflowTheStack() {
    var x = Tensor.input("x", DType.F32, 2);
    for (int i = 0; i < 20_000; i++) {
      x = x.neg();
    }
    assertEquals(
        20_000,
        Trace.of("deep", Map.of("y", x)).text().lines().filter(l -> l.contains("neg(")).count());
  }

  @Test
  void wrongShapesNameBothTypesAndTheCallersLine() {
    var a = Tensor.input("a", DType.F32, 6, 8);
    var b = Tensor.input("b", DType.F32, 4, 6);
    var error = assertThrows(IllegalArgumentException.class, () -> a.matmul(b));
    assertTrue(error.getMessage().startsWith("matmul: inner sizes differ"), error.getMessage());
    assertTrue(
        error.getMessage().contains("f32[6, 8]") && error.getMessage().contains("f32[4, 6]"),
        error.getMessage());
    assertTrue(error.getMessage().contains("TensorTest.java:"), error.getMessage());
  }

  @Test
  void wrongDtypesNameBothTypes() {
    var a = Tensor.input("a", DType.F32, 2);
    var b = Tensor.input("b", DType.I64, 2);
    var error = assertThrows(IllegalArgumentException.class, () -> a.add(b));
    assertTrue(
        error.getMessage().contains("f32[2]") && error.getMessage().contains("i64[2]"),
        error.getMessage());
  }

  @Test
  void computeNeedsNumbers() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tensor.input("x", DType.F32, 2).exp().compute(ashlar));
    assertEquals(
        "compute: depends on inputs that have no numbers: [x]: make a session and run it with them",
        error.getMessage());
  }

  @Test
  void rowsMustBeEquallyLong() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[][] {{1, 2}, {3}}));
    assertEquals("tensor: rows differ in length: row 0 has 2, row 1 has 1", error.getMessage());
  }

  @Test
  void oneNameHasOneType() {
    var sum = Tensor.input("x", DType.F32, 2).sum().add(Tensor.input("x", DType.F32, 3).sum());
    var error = assertThrows(IllegalArgumentException.class, () -> Trace.of("f", Map.of("y", sum)));
    assertEquals("trace: input x has two types: f32[2] and f32[3]", error.getMessage());
  }
}
