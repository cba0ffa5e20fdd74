package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.operators.random.Bernoulli;
import org.ashlar.operators.random.Dropout;
import org.ashlar.operators.random.Multinomial;
import org.ashlar.operators.random.RandomExponential;
import org.ashlar.operators.random.RandomGumbel;
import org.ashlar.operators.random.RandomInteger;
import org.ashlar.operators.random.RandomNormal;
import org.ashlar.operators.random.RandomTruncatedNormal;
import org.ashlar.operators.random.RandomUniform;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the random numbers.
class RandomTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Bernoulli(),
            Case.of("f32[5, 4]", "i64[]").within(0, 0, 1),
            Case.of("f16[7]", "i64[]").within(0, 0, 1).under(new Bernoulli(2)),
            Case.refused("f32[2]", "i32[]"),
            Case.refused("i32[2]", "i64[]")),
        laws(
            new Dropout(),
            Case.of("f32[5, 4]", "i64[]").within(1, 1, 1),
            Case.refused("f32[2]", "i32[]"),
            Case.refused("f32[2]", "i64[1]")),
        laws(
            new Multinomial(),
            Case.of("f32[3, 4]", "i64[]").under(new Multinomial(5, DType.I64, 1)),
            Case.of("bf16[6]", "i64[]"),
            Case.refused("i32[3]", "i64[]"),
            Case.refused("f32[3]", "f32[]")),
        laws(
            new RandomExponential(),
            Case.of("i64[]").under(new RandomExponential(DType.F32, Shape.of(3, 5), 1)),
            Case.of("i64[]").under(new RandomExponential(DType.F64, Shape.of(7), 0)),
            Case.refused("f32[]")),
        laws(
            new RandomGumbel(),
            Case.of("i64[]").under(new RandomGumbel(DType.F32, Shape.of(3, 5), 1)),
            Case.of("i64[]").under(new RandomGumbel(DType.F64, Shape.of(7), 0)),
            Case.refused("i64[1]")),
        laws(
            new RandomInteger(),
            Case.of("i64[]").under(new RandomInteger(DType.I8, Shape.of(3, 5), -7, 8, 1)),
            Case.of("i64[]").under(new RandomInteger(DType.I64, Shape.of(7), 0, 1L << 53, 0)),
            Case.refused("f32[]"),
            Case.refused("i64[]").under(new RandomInteger(DType.F32, Shape.of(2), 0, 2, 0))),
        laws(
            new RandomNormal(),
            Case.of("i64[]"),
            Case.of("i64[]").under(new RandomNormal(DType.F64, Shape.of(3, 3), 2))),
        laws(
            new RandomTruncatedNormal(),
            Case.of("i64[]").under(truncated(DType.F32, -2, 2)),
            Case.of("i64[]").under(truncated(DType.F64, 0.5, 7)),
            Case.refused("f32[]")),
        laws(
            new RandomUniform(),
            Case.of("i64[]").under(new RandomUniform(DType.F32, Shape.of(3, 5), 1)),
            Case.of("i64[]").under(new RandomUniform(DType.F64, Shape.of(7), 0)),
            Case.refused("f32[]")));
  }

  private static RandomTruncatedNormal truncated(DType dtype, double low, double high) {
    return new RandomTruncatedNormal(dtype, Shape.of(3, 4), low, high, 1);
  }
}
