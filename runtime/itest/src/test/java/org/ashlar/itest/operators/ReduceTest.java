package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the reductions and prefixes.
class ReduceTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new ArgMax(),
            Case.of("f32[3, 4]"),
            Case.of("f32[3, 4]").under(new ArgMax(0, true)),
            Case.of("i8[7]")),
        laws(
            new CumSum(),
            Case.of("f32[2, 4]"),
            Case.of("f32[2, 4]").under(new CumSum(0, true, false)),
            Case.of("f32[5]").under(new CumSum(0, false, true)),
            Case.of("i32[5]").under(new CumSum(0, true, true))),
        laws(
            new ReduceMax(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new ReduceMax(list(-2), true))),
        laws(
            new ReduceMean(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new ReduceMean(list(0, 2), false))),
        laws(
            new ReduceMin(),
            Case.of("f32[3, 4]"),
            Case.of("i16[2, 3]").under(new ReduceMin(list(1), false))),
        laws(
            new ReduceProd(),
            Case.of("f32[3, 3]"),
            Case.of("f32[2, 3]").under(new ReduceProd(list(1), true))),
        laws(
            new ReduceSum(),
            Case.of("f32[8, 8]"),
            Case.of("f16[2, 9]").under(new ReduceSum(list(1), true)),
            Case.of("i32[2, 3]").under(new ReduceSum(list(0), false)),
            Case.refused("f32[2]").under(new ReduceSum(list(3), false))));
  }
}
