package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Ceil;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Cos;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.GreaterOrEqual;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.pointwise.NotEqual;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.StopGradient;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the elements.
class PointwiseTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(new Abs(), Case.of("f32[2, 3]"), Case.of("i32[4]").within(-9, 9)),
        two(new Add()),
        truths(new And()),
        laws(
            new Cast(),
            Case.of("i64[5]").within(-100, 100),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.I8)),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.U8, true)),
            Case.of("f32[6]").under(new Cast(DType.F16)).notDerived(),
            Case.of("bool[4]")),
        laws(new Ceil(), Case.of("f32[2, 3]")),
        laws(new Clamp(), Case.of("f32[2, 3]"), Case.of("f32[6]").under(new Clamp(-1, 0.5))),
        smooth(new Cos()),
        laws(
            new Div(),
            Case.of("f32[2, 3]", "f32[3]").within(0.5, 3),
            Case.of("i32[5]", "i32[5]").within(-9, 9),
            Case.refused("f32[2]", "i64[2]")),
        two(new Equal()),
        smooth(new Erf()),
        smooth(new Exp()),
        laws(new Floor(), Case.of("f32[2, 3]")),
        two(new Greater()),
        two(new GreaterOrEqual()),
        laws(new Identity(), Case.of("f32[2, 3]"), Case.of("i64[3]"), Case.of("bool[2]")),
        two(new Less()),
        two(new LessOrEqual()),
        laws(new Log(), Case.of("f32[2, 3]").within(0.1, 4), Case.refused("i64[2]")),
        two(new Max()),
        two(new Min()),
        two(new Mul()),
        laws(new Neg(), Case.of("f32[2, 3]"), Case.of("i32[4]")),
        laws(new Not(), Case.of("bool[5]"), Case.refused("f32[2]")),
        two(new NotEqual()),
        truths(new Or()),
        laws(
            new Pow(),
            Case.of("f32[2, 3]", "f32[3]").within(0.3, 2),
            Case.refused("f32[2]", "i64[2]")),
        laws(new Round(), Case.of("f32[2, 3]")),
        smooth(new Sin()),
        laws(new Sqrt(), Case.of("f32[2, 3]").within(0.1, 4), Case.refused("i64[2]")),
        laws(new StopGradient(), Case.of("f32[3]").notDerived()),
        two(new Sub()),
        smooth(new Tanh()),
        laws(
            new Where(),
            Case.of("bool[3]", "f32[2, 1]", "f32[2, 3]"),
            Case.refused("f32[]", "f32[]", "f32[]")));
  }
}
