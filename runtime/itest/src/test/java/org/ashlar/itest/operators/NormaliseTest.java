package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the normalisations.
class NormaliseTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new BatchNorm(),
            Case.of("f32[2, 3, 2, 2]", "f32[3]", "f32[3]", "f32[3]", "f32[3]").within(0.5, 2),
            Case.refused("f32[2, 3]", "f32[2]", "f32[3]", "f32[3]", "f32[3]")),
        laws(
            new LayerNorm(),
            Case.of("f32[3, 4]", "f32[4]", "f32[4]"),
            Case.of("f32[2, 2, 3]", "f32[2, 3]", "f32[2, 3]").under(new LayerNorm(1, 1e-3)),
            Case.refused("f32[3, 4]", "f32[3]", "f32[4]")));
  }
}
