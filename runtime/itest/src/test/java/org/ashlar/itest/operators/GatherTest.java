package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.OneHot;
import org.ashlar.operators.gather.ScatterAdd;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the gathers and scatters.
class GatherTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Gather(),
            Case.of("f32[4, 3]", "i64[5]").within(1, 0, 3),
            Case.of("f32[3, 4]", "i32[2, 2]").within(1, 0, 3).under(new Gather(1)),
            Case.refused("f32[4, 3]", "f32[5]")),
        laws(
            new OneHot(),
            Case.of("i64[4]").under(new OneHot(3, DType.F32)),
            Case.of("i32[2, 2]").within(-1, 4).under(new OneHot(3, DType.I8)),
            Case.refused("f32[2]")),
        laws(
            new ScatterAdd(),
            Case.of("f32[4, 3]", "i64[5]", "f32[5, 3]").within(1, 0, 4),
            Case.of("f32[2, 3]", "i32[4]", "f32[2, 4]").within(1, 0, 2).under(new ScatterAdd(1)),
            Case.refused("f32[4]", "f32[2]", "f32[2]")));
  }
}
