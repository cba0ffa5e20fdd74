package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.normalise.BatchNormTraining;
import org.ashlar.operators.normalise.GroupNorm;
import org.ashlar.operators.normalise.InstanceNorm;
import org.ashlar.operators.normalise.LayerNorm;
import org.ashlar.operators.normalise.LocalResponseNorm;
import org.ashlar.operators.normalise.LpNorm;
import org.ashlar.operators.normalise.MeanVarianceNorm;
import org.ashlar.operators.normalise.RmsNorm;
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
            new BatchNormTraining(),
            Case.of("f32[3, 2, 2]", "f32[2]", "f32[2]", "f32[2]", "f32[2]"),
            Case.of("f32[4, 3]", "f32[3]", "f32[3]", "f32[3]", "f32[3]")
                .under(new BatchNormTraining(0.1, 0.25)),
            Case.of("bf16[3, 2, 2]", "bf16[2]", "bf16[2]", "bf16[2]", "bf16[2]"),
            Case.refused("f32[2, 3]", "f32[2]", "f32[3]", "f32[3]", "f32[3]")),
        laws(
            new GroupNorm(),
            Case.of("f32[2, 4, 3]", "f32[4]", "f32[4]").under(new GroupNorm(2, 1e-5)),
            Case.of("f32[1, 2, 2, 2]", "f32[2]", "f32[2]"),
            Case.of("f16[1, 4, 3]", "f16[4]", "f16[4]").under(new GroupNorm(2, 1e-3)),
            Case.refused("f32[2, 3, 2]", "f32[3]", "f32[3]").under(new GroupNorm(2, 1e-5)),
            Case.refused("f32[2, 3, 2]", "f32[2]", "f32[3]")),
        laws(
            new InstanceNorm(),
            Case.of("f32[2, 2, 5]", "f32[2]", "f32[2]"),
            Case.of("f32[1, 2, 2, 3]", "f32[2]", "f32[2]").under(new InstanceNorm(0.1)),
            Case.of("bf16[2, 2, 4]", "bf16[2]", "bf16[2]"),
            Case.refused("f32[2, 3]", "f32[3]", "f32[3]")),
        laws(
            new LayerNorm(),
            Case.of("f32[3, 4]", "f32[4]", "f32[4]"),
            Case.of("f32[2, 2, 3]", "f32[2, 3]", "f32[2, 3]").under(new LayerNorm(1, 1e-3)),
            Case.refused("f32[3, 4]", "f32[3]", "f32[4]")),
        laws(
            new LocalResponseNorm(),
            Case.of("f32[1, 6, 3]").under(new LocalResponseNorm(3, 0.5, 0.75, 1)),
            Case.of("f32[2, 4]"),
            Case.of("f16[1, 4, 2]").under(new LocalResponseNorm(2, 0.5, 0.5, 2)),
            Case.refused("f32[3]")),
        laws(
            new LpNorm(),
            Case.of("f32[2, 3]"),
            Case.of("f32[4, 2]").under(new LpNorm(0, 1)),
            Case.of("bf16[2, 3]"),
            Case.refused("i32[2]")),
        laws(
            new MeanVarianceNorm(),
            Case.of("f32[2, 2, 2, 2]"),
            Case.of("f32[2, 4]").under(new MeanVarianceNorm(list(-1))),
            Case.refused("f32[2, 3]")),
        laws(
            new RmsNorm(),
            Case.of("f32[3, 4]", "f32[4]"),
            Case.of("f32[2, 2, 3]", "f32[2, 3]").under(new RmsNorm(1, 1e-3)),
            Case.of("bf16[3, 4]", "bf16[4]"),
            Case.refused("f32[3, 4]", "f32[3]")));
  }
}
