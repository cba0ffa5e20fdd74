package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.operators.random.Dropout;
import org.ashlar.operators.random.RandomNormal;
import org.ashlar.operators.random.RandomUniform;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the random numbers.
class RandomTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Dropout(),
            Case.of("f32[5, 4]", "i64[]").within(1, 1, 1),
            Case.refused("f32[2]", "i32[]"),
            Case.refused("f32[2]", "i64[1]")),
        laws(
            new RandomNormal(),
            Case.of("i64[]"),
            Case.of("i64[]").under(new RandomNormal(DType.F64, Shape.of(3, 3), 2))),
        laws(
            new RandomUniform(),
            Case.of("i64[]").under(new RandomUniform(DType.F32, Shape.of(3, 5), 1)),
            Case.of("i64[]").under(new RandomUniform(DType.F64, Shape.of(7), 0)),
            Case.refused("f32[]")));
  }
}
