package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.loss.CrossEntropy;
import org.ashlar.operators.loss.MeanSquaredError;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the losses.
class LossTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new CrossEntropy(),
            Case.of("f32[4, 3]", "i64[4]").within(1, 0, 2),
            Case.refused("f32[4, 3]", "i64[3]")),
        laws(
            new MeanSquaredError(),
            Case.of("f32[4, 3]", "f32[4, 3]"),
            Case.refused("f32[4]", "f32[3]")));
  }
}
