package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.create.Eye;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.create.Iota;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the values made of nothing.
class CreateTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(new Fill(), Case.of().under(new Fill(DType.F32, 0.1, Shape.of(2, 3))), Case.of()),
        laws(new Iota(), Case.of().under(new Iota(DType.F32, Shape.of(3, 4), 1)), Case.of()),
        laws(
            new Eye(),
            Case.of().under(new Eye(DType.F32, 3, 4, 1)),
            Case.of().under(new Eye(DType.BOOL, 2, 2, 0)),
            Case.refused("f32[2]")),
        laws(
            new Constant(),
            Case.of(),
            Case.of()
                .under(
                    new Constant(
                        DType.F32, Shape.of(2, 3), List.of(1.5, -2.0, 0.0, 1e-3, 7.0, 7.0))),
            Case.of().under(new Constant(DType.I64, Shape.of(3), List.of(4.0, 5.0, -6.0))),
            Case.refused().under(new Constant(DType.F32, Shape.of(2), List.of(1.0)))));
  }
}
