package org.ashlar.itest.operators;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.Operator;
import org.ashlar.operators.activation.Celu;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Glu;
import org.ashlar.operators.activation.HardMax;
import org.ashlar.operators.activation.HardSigmoid;
import org.ashlar.operators.activation.HardSwish;
import org.ashlar.operators.activation.HardTanh;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.LogSigmoid;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Mish;
import org.ashlar.operators.activation.PRelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Relu6;
import org.ashlar.operators.activation.Selu;
import org.ashlar.operators.activation.Shrink;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.activation.SwiGlu;
import org.ashlar.operators.activation.Swish;
import org.ashlar.operators.activation.ThresholdedRelu;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the activations.
class ActivationTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return Stream.of(smooth(), bent(), together()).flatMap(List::stream).toList();
  }

  private static List<OperatorLaws> smooth() {
    return List.of(
        laws(
            new Gelu(),
            Case.of("f32[2, 3]"),
            Case.of("f32[]"),
            Case.of("f16[5]"),
            Case.of("f32[5]").under(new Gelu(Gelu.Approximation.TANH)),
            Case.of("bf16[5]").under(new Gelu(Gelu.Approximation.TANH)),
            Case.refused("i64[2]")),
        wide(new LogSigmoid()),
        wide(new Mish()),
        wide(new Sigmoid()),
        wide(new Silu()),
        wide(new Softplus()),
        smooth(new Softsign()),
        laws(
            new SwiGlu(),
            Case.of("f32[2, 3]", "f32[2, 3]"),
            Case.of("f16[2, 1]", "f16[3]"),
            Case.refused("i32[2]", "i32[2]"),
            Case.refused("f32[2]", "f16[2]")),
        laws(
            new Swish(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new Swish(1.7f)),
            Case.refused("i64[2]")));
  }

  private static List<OperatorLaws> bent() {
    return List.of(
        laws(
            new Celu(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new Celu(0.5f)),
            Case.refused("i64[2]")),
        laws(
            new Elu(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new Elu(0.5f)),
            Case.refused("i64[2]")),
        wide(new HardSigmoid()),
        wide(new HardSwish()),
        laws(
            new HardTanh(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new HardTanh(-0.5, 1.5)),
            Case.refused("i64[2]")),
        smooth(new LeakyRelu()),
        laws(
            new PRelu(),
            Case.of("f32[2, 3]", "f32[3]"),
            Case.of("f32[2, 2, 2]", "f32[2, 1, 1]"),
            Case.of("f16[4]", "f16[]"),
            Case.refused("f32[3]", "f32[2, 3]"),
            Case.refused("i32[2]", "i32[2]")),
        laws(new Relu(), Case.of("f32[2, 3]"), Case.of("f16[5]"), Case.of("i8[5]").within(-9, 9)),
        wide(new Relu6()),
        smooth(new Selu()),
        laws(
            new Shrink(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new Shrink(0.7f, 0.7f)),
            Case.refused("i64[2]")),
        laws(
            new ThresholdedRelu(),
            Case.of("f32[2, 3]"),
            Case.of("f16[5]").under(new ThresholdedRelu(-0.5f)),
            Case.refused("i64[2]")));
  }

  private static List<OperatorLaws> together() {
    return List.of(
        laws(
            new Glu(),
            Case.of("f32[2, 4]"),
            Case.of("f32[4, 3]").under(new Glu(0)),
            Case.refused("f32[2, 3]"),
            Case.refused("i32[4]")),
        laws(
            new HardMax(),
            Case.of("f32[2, 5]"),
            Case.of("f16[3, 2]").under(new HardMax(0)),
            Case.refused("i64[3]")),
        laws(new LogSoftmax(), Case.of("f32[2, 5]"), Case.of("f32[3, 2]").under(new LogSoftmax(0))),
        laws(
            new Softmax(),
            Case.of("f32[2, 5]"),
            Case.of("f32[3, 2]").under(new Softmax(0)),
            Case.refused("i64[3]")));
  }

  /// A function that is tried far from 0 too.
  private static OperatorLaws wide(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]"),
        Case.of("f32[4]").within(-120, 120),
        Case.of("bf16[5]").within(-9, 9),
        Case.refused("i64[2]"));
  }
}
