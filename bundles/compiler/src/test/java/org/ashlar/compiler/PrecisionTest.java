package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Precision;
import org.junit.jupiter.api.Test;

/// Programs in fewer bits: what becomes of their weights, and what their users are told.
class PrecisionTest {
  private static final String TEXT =
      """
      function f(x: f32[2, 16], w: f32[16, 8]) -> (y) {
        y = matmul(x, w) : f32[2, 8]
      }
      """;

  private final Compiler compiler = new Compiler(Sample.everything(), Settings.standard());

  private Request request(Precision precision) {
    var plain = new Request(compiler.parse(TEXT), Set.of("w"), Map.of(), Optional.empty(), true);
    return plain.with(precision);
  }

  @Test
  void weightsSettleInFewerBits() {
    assertTrue(stage(Precision.BF16, "settle").startsWith("cast: bf16[16, 8] from w\n"));
    assertTrue(stage(Precision.F16, "settle").startsWith("cast: f16[16, 8] from w\n"));
    assertTrue(stage(Precision.INT8, "settle").contains("cast: i8[16, 8] from w\n"));
    assertTrue(stage(Precision.INT8, "precision").startsWith("int8: matmul: 1\n"));
    assertEquals("", stage(Precision.F32, "precision"));
  }

  @Test
  void programsOfUnlikePrecisionsAreApart() {
    var f32 = compiler.compile(request(Precision.F32));
    assertNotSame(f32, compiler.compile(request(Precision.BF16)));
  }

  @Test
  void theNumbersAreNear() {
    var x = new double[32];
    var w = new double[128];
    for (int i = 0; i < w.length; i++) {
      x[i % 32] = Math.sin(i % 32);
      w[i] = Math.cos(3 * i);
    }
    var tensors =
        Map.of(
            "x", TensorData.of(org.ashlar.ir.DType.F32, x, 2, 16),
            "w", TensorData.of(org.ashlar.ir.DType.F32, w, 16, 8));
    var expected = y(Precision.F32, tensors);
    assertArrayEquals(expected, y(Precision.BF16, tensors), 0.02f);
    assertArrayEquals(expected, y(Precision.F16, tensors), 0.002f);
    assertArrayEquals(expected, y(Precision.INT8, tensors), 0.05f);
  }

  private float[] y(Precision precision, Map<String, TensorData> tensors) {
    var program = compiler.compile(request(precision));
    try (var instance = program.open(Sample.devices(), Map.of("w", tensors.get("w")))) {
      return instance.run(Map.of("x", tensors.get("x")), Sample.LIMIT).get("y").toFloats();
    }
  }

  @Test
  void nobodyNarrows() {
    var present = new Present().load(Operator.class).load(Lowering.class).load(Backend.class);
    try (var bare = new Compiler(present, Settings.standard())) {
      var e = assertThrows(Missing.class, () -> bare.compile(request(Precision.BF16)));
      assertEquals("compiler: no Narrowing present: provided by org.ashlar.rules", e.getMessage());
    }
  }

  @Test
  void namesArePinned() {
    assertEquals(Precision.INT8, Precision.of("int8"));
    var e = assertThrows(IllegalArgumentException.class, () -> Precision.of("fp8"));
    assertEquals("precision fp8: must be one of [f32, bf16, f16, int8]", e.getMessage());
  }

  private String stage(Precision precision, String name) {
    return compiler.explain(request(precision)).stages().stream()
        .filter(s -> s.name().equals(name))
        .map(Explanation.Stage::text)
        .findFirst()
        .orElse("");
  }
}
