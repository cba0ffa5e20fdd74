package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.operators.Padding;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;
import org.ashlar.operators.quantise.QLinearConv;
import org.ashlar.operators.quantise.QLinearMatMul;
import org.ashlar.operators.quantise.QuantizeLinear;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the operators on few bits.
class QuantiseTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(dequantize(), dynamic(), conv(), matMul(), quantize());
  }

  private static OperatorLaws dequantize() {
    return laws(
        new DequantizeLinear(),
        Case.of("u8[2, 3]", "f32[]", "u8[]").within(0, 0, 255).within(2, 0, 255),
        Case.of("i4[2, 3]", "f16[3]", "i4[3]").within(0, -8, 7).within(2, -8, 7),
        Case.of("i8[2, 5]", "f32[2, 3]").within(0, -128, 127).under(new DequantizeLinear(1, 2)),
        // a gradient by an f8 is rounded to it
        Case.of("f8e4m3fn[2, 3]", "f32[1]").notDerived(),
        Case.of("f8e5m2[2, 3]", "f32[]", "f8e5m2[]").notDerived(),
        Case.refused("u8[2, 3]", "f32[]", "i8[]"),
        Case.refused("u8[2, 3]", "f32[2]"));
  }

  private static OperatorLaws dynamic() {
    return laws(
        new DynamicQuantizeLinear(),
        Case.of("f32[3, 4]").notDerived(),
        Case.of("f32[5]").within(0, 0).notDerived(),
        Case.refused("i32[3]"));
  }

  private static OperatorLaws conv() {
    return laws(
        new QLinearConv(),
        Case.of(
                "u8[1, 2, 3, 3]",
                "f32[]",
                "u8[]",
                "i8[2, 2, 2, 2]",
                "f32[2]",
                "i8[2]",
                "f32[]",
                "u8[]",
                "i32[2]")
            .within(0.1, 9)
            .under(new QLinearConv(list(), list(1, 0, 0, 1), list(), 1, Padding.GIVEN)),
        Case.refused("u8[1, 2, 3, 3]", "f32[]", "u8[]"));
  }

  private static OperatorLaws matMul() {
    return laws(
        new QLinearMatMul(),
        Case.of("u8[2, 3]", "f32[]", "u8[]", "i8[3, 2]", "f32[]", "i8[]", "f32[]", "u8[]")
            .within(0.1, 9),
        Case.of("u8[2, 3]", "f16[2]", "u8[2]", "u8[3, 2]", "f32[2]", "u8[2]", "f32[1]", "i8[1]")
            .within(0.1, 9),
        Case.refused("u8[2, 3]", "f32[]", "u8[]", "i8[2, 2]", "f32[]", "i8[]", "f32[]", "u8[]"));
  }

  private static OperatorLaws quantize() {
    return laws(
        new QuantizeLinear(),
        Case.of("f32[2, 3]", "f32[]", "u8[]").within(0.25, 9),
        Case.of("f32[2, 3]", "f32[3]", "i4[3]").within(0.25, 7),
        Case.of("f16[2, 5]", "f16[2, 3]")
            .within(0.25, 9)
            .under(new QuantizeLinear(1, 2, DType.I16, true)),
        Case.of("f32[2, 3]", "f32[1]")
            .within(0.25, 9)
            .notDerived()
            .under(new QuantizeLinear(1, 0, DType.F8E5M2, true)),
        Case.of("f32[2, 3]", "f32[1]")
            .within(0.25, 9)
            .under(new QuantizeLinear(1, 0, DType.I8, true, DType.F16)),
        Case.refused("f32[2, 3]", "f32[2]"),
        Case.refused("f32[2, 3]", "f32[]", "i32[]"));
  }
}
