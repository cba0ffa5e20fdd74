package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.Padding;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.ConvTranspose;
import org.ashlar.operators.product.Det;
import org.ashlar.operators.product.Einsum;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.product.MatMulInteger;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the products.
class ProductTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        conv(), convInteger(), convTranspose(), det(), einsum(), gemm(), matMul(), integers());
  }

  private static OperatorLaws conv() {
    return laws(
        new Conv(),
        Case.of("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]"),
        Case.of("f32[1, 2, 5, 5]", "f32[4, 1, 3, 2]")
            .under(new Conv(list(2, 1), list(1, 0, 1, 1), list(1, 2), 2)),
        Case.of("f32[2, 2, 7]", "f32[3, 2, 3]", "f32[3]"),
        Case.of("f32[1, 1, 5, 4]", "f32[1, 1, 2, 3]")
            .under(new Conv(list(2, 1), list(), list(), 1, Padding.SAME_UPPER)),
        Case.of("f32[1, 1, 3, 3, 3]", "f32[2, 1, 2, 2, 2]")
            .under(new Conv(list(), list(), list(), 1, Padding.SAME_LOWER)),
        Case.of("i8[1, 2, 3, 3]", "i8[1, 2, 2, 2]").within(-128, 127),
        Case.refused("f32[2, 3, 7, 7]", "f32[8, 4, 3, 3]"),
        Case.refused("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]", "f32[3]"));
  }

  private static OperatorLaws convInteger() {
    return laws(
        new ConvInteger(),
        Case.of("u8[1, 2, 3, 3]", "i8[2, 2, 2, 2]").within(0, 0, 255).within(1, -128, 127),
        Case.of("u8[1, 2, 3, 3]", "u8[2, 2, 2, 2]", "u8[]", "u8[2]")
            .within(0, 255)
            .under(new ConvInteger(list(), list(1, 1, 1, 1), list(), 1, Padding.GIVEN)),
        Case.refused("f32[1, 2, 3, 3]", "f32[2, 2, 2, 2]"),
        Case.refused("u8[1, 2, 3, 3]", "u8[2, 2, 2, 2]", "u8[2]"));
  }

  private static OperatorLaws convTranspose() {
    return laws(
        new ConvTranspose(),
        Case.of("f32[1, 2, 3, 3]", "f32[2, 2, 2, 2]"),
        Case.of("f32[1, 1, 3, 3]", "f32[1, 2, 3, 3]", "f32[2]")
            .under(
                new ConvTranspose(
                    list(2, 2), list(1, 1, 0, 1), list(), 1, list(0, 1), list(), Padding.GIVEN)),
        Case.of("f32[1, 4, 3]", "f32[4, 1, 2]")
            .under(new ConvTranspose(list(3), list(), list(2), 2)),
        Case.of("f32[1, 1, 3, 3]", "f32[1, 1, 3, 3]")
            .under(
                new ConvTranspose(
                    list(2, 2), list(), list(), 1, list(), list(6, 5), Padding.GIVEN)),
        Case.of("f32[1, 1, 3, 3]", "f32[1, 1, 3, 3]")
            .under(
                new ConvTranspose(
                    list(2, 2), list(), list(), 1, list(), list(), Padding.SAME_UPPER)),
        Case.refused("f32[1, 2, 3, 3]", "f32[3, 2, 2, 2]"),
        Case.refused("f32[1, 2, 3, 3]", "f32[2, 2, 2, 2]", "f32[1]"));
  }

  private static OperatorLaws det() {
    return laws(
        new Det(),
        Case.of("f32[2, 2]"),
        Case.of("f64[2, 3, 3]"),
        Case.of("f64[4, 4]"),
        Case.of("f32[2, 5, 5]"),
        Case.of("f16[1, 1]"),
        Case.of("f32[3, 0, 0]"),
        Case.refused("f32[2, 3]"),
        Case.refused("f32[2]"),
        Case.refused("i32[2, 2]"));
  }

  private static OperatorLaws einsum() {
    return laws(
        new Einsum(),
        Case.of("f32[3, 4]", "f32[4, 2]"),
        Case.of("f32[2, 3, 4]", "f32[2, 4, 2]").under(new Einsum("bij, bjk -> bik")),
        Case.of("f32[2, 3, 4]", "f32[5, 4]").under(new Einsum("...i,ji")),
        Case.of("f32[3, 3]").under(new Einsum("ii->i")),
        Case.of("f32[3, 3]").under(new Einsum("ii")),
        Case.of("f32[2, 3, 4]").under(new Einsum("...ij->...ji")),
        Case.of("f32[2, 3]", "f32[3, 4]", "f32[4, 2]").under(new Einsum("ab,bc,cd->ad")),
        Case.of("f32[2, 3]", "f32[4, 5]").under(new Einsum("ij,kl->il")),
        Case.of("f32[2, 2, 3]", "f32[1, 3]").under(new Einsum("...j,...j->...")),
        Case.of("i32[2, 3]", "i32[3]").under(new Einsum("ij,j->i")),
        Case.refused("f32[3, 4]", "f32[3, 2]"),
        Case.refused("f32[3, 4]").under(new Einsum("ij->k")),
        Case.refused("f32[3, 4]").under(new Einsum("ijk->k")),
        Case.refused("f32[3, 4]").under(new Einsum("i1->i")));
  }

  private static OperatorLaws gemm() {
    return laws(
        new Gemm(),
        Case.of("f32[3, 4]", "f32[4, 2]"),
        Case.of("f32[4, 3]", "f32[2, 4]", "f32[1, 2]").under(new Gemm(0.5, 2, true, true)),
        Case.of("i32[2, 3]", "i32[3, 2]", "i32[]").under(new Gemm(2, 1, false, false)),
        Case.refused("f32[3, 4]", "f32[4, 2]", "f32[3]"),
        Case.refused("i32[2, 3]", "i32[3, 2]").under(new Gemm(0.5, 1, false, false)));
  }

  private static OperatorLaws matMul() {
    return laws(
        new MatMul(),
        Case.of("f32[4, 6]", "f32[6, 8]"),
        Case.of("f32[2, 3, 4]", "f32[4, 2]"),
        Case.of("f32[2, 1, 2, 3]", "f32[3, 3, 2]"),
        Case.of("f32[6]", "f32[6]"),
        Case.of("f16[3, 4]", "f16[4, 2]"),
        Case.of("u8[3, 4]", "i8[4, 2]").within(0, 0, 255).within(1, -128, 127),
        Case.refused("f32[6, 8]", "f32[4, 6]"));
  }

  private static OperatorLaws integers() {
    return laws(
        new MatMulInteger(),
        Case.of("u8[3, 4]", "i8[4, 2]").within(0, 0, 255).within(1, -128, 127),
        Case.of("u8[2, 3, 4]", "u8[4, 2]", "u8[3]", "u8[2]").within(0, 255),
        Case.of("i8[3, 4]", "i8[4, 2]", "i8[]", "i8[1]").within(-128, 127),
        Case.refused("f32[3, 4]", "f32[4, 2]"),
        Case.refused("u8[3, 4]", "u8[4, 2]", "i8[]"));
  }
}
