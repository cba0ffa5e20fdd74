package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Parse;
import org.junit.jupiter.api.Test;

class ExactValueTest {
  private static ExactValue value(String text) {
    return ExactValue.of(Parse.expr(text), Map.of());
  }

  private static long bits(String text) {
    return ((Expr.Const) Parse.expr(text)).bits();
  }

  @Test
  void everyOperationIsRounded() {
    // fused without rounding the product, this would be 2^-22 + 2^-46
    assertEquals(bits("2.3841858e-7"), value("1.0000001 * 1.0000001 - 1.0").bits());
    assertEquals(bits("0.0:f16"), value("(2048.0:f16 + 1.0:f16) - 2048.0:f16").bits());
    assertEquals(bits("-128:i8"), value("let t = 127:i8 in t + 1:i8").bits());
    assertEquals(bits("3"), value("select(1.0 < 2.0, 3, 4)").bits());
  }

  @Test
  void aSumsZeroHasAFreeSignAndWhatHangsOnItIsOpen() {
    assertTrue(value("1.0 - 1.0").accepts(bits("-0.0")));
    assertFalse(value("0.0 * 1.0").accepts(bits("-0.0")));
    assertTrue(value("(1.0 - 1.0) * 3.0").accepts(bits("-0.0")));
    assertTrue(value("1.0 / (1.0 - 1.0)").accepts(bits("-inf")));
    assertFalse(value("1.0 / 0.0").accepts(bits("-inf")));
    assertFalse(value("(1.0 - 1.0) + 1.0").accepts(bits("2.0")));
    assertTrue(value("0.0 / 0.0").accepts(bits("0x7fc00001:f32")));
  }

  @Test
  void fewOfTheDrawnExpressionsAreOpen() {
    var exprs =
        new ExactExprs(
            new SplittableRandom(5), List.of(DType.F32, DType.F16, DType.I32), List.of());
    long open = 0;
    for (int n = 0; n < 1000; n++) {
      open += ExactValue.of(exprs.of(DType.F32, 4), Map.of()).open() ? 1 : 0;
    }
    assertTrue(open < 100, open + " of 1000");
  }
}
