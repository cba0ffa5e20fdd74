package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
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
        laws(new Iota(), Case.of().under(new Iota(DType.F32, Shape.of(3, 4), 1)), Case.of()));
  }
}
