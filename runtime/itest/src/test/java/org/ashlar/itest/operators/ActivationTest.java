package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the activations.
class ActivationTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        smooth(new Gelu()),
        smooth(new LeakyRelu()),
        laws(new LogSoftmax(), Case.of("f32[2, 5]"), Case.of("f32[3, 2]").under(new LogSoftmax(0))),
        laws(new Relu(), Case.of("f32[2, 3]"), Case.of("f16[5]"), Case.of("i8[5]").within(-9, 9)),
        smooth(new Sigmoid()),
        smooth(new Silu()),
        laws(
            new Softmax(),
            Case.of("f32[2, 5]"),
            Case.of("f32[3, 2]").under(new Softmax(0)),
            Case.refused("i64[3]")));
  }
}
