package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.operators.gather.Combine;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.gather.GatherElements;
import org.ashlar.operators.gather.GatherNd;
import org.ashlar.operators.gather.OneHot;
import org.ashlar.operators.gather.ReverseSequence;
import org.ashlar.operators.gather.ScatterAdd;
import org.ashlar.operators.gather.ScatterElements;
import org.ashlar.operators.gather.ScatterNd;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the gathers and scatters.
class GatherTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Gather(),
            Case.of("f32[4, 3]", "i64[5]").within(1, -4, 3),
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
            Case.refused("f32[4]", "f32[2]", "f32[2]")),
        laws(
            new GatherElements(),
            Case.of("f32[3, 4]", "i64[2, 4]").within(1, -3, 2),
            Case.of("f32[2, 3]", "i32[2, 5]").within(1, 0, 2).under(new GatherElements(1)),
            Case.refused("f32[3, 4]", "i64[3, 5]"),
            Case.refused("f32[3, 4]", "f32[3, 4]")),
        laws(
            new GatherNd(),
            Case.of("f32[3, 4]", "i64[5, 2]").within(1, 0, 2),
            Case.of("f32[3, 4]", "i64[2, 2, 1]").within(1, -3, 2),
            Case.of("f32[2, 3, 4]", "i64[2, 1]").within(1, 0, 2).under(new GatherNd(1)),
            Case.refused("f32[3]", "i64[2, 2]")),
        laws(
            new ScatterElements(),
            Case.of("f32[3, 4]", "i64[2, 4]", "f32[2, 4]").within(1, -3, 2),
            Case.of("f32[3, 4]", "i64[2, 4]", "f32[2, 4]")
                .within(1, 0, 3)
                .under(new ScatterElements(0, Combine.ADD)),
            Case.of("i32[4]", "i64[6]", "i32[6]")
                .within(-5, 5)
                .within(1, 0, 3)
                .under(new ScatterElements(0, Combine.MAX)),
            Case.refused("f32[3, 4]", "i64[2, 4]", "f32[2, 3]"),
            Case.refused("bool[3]", "i64[2]", "bool[2]")
                .under(new ScatterElements(0, Combine.ADD))),
        laws(
            new ScatterNd(),
            Case.of("f32[4, 2]", "i64[3, 1]", "f32[3, 2]").within(1, -4, 3),
            Case.of("f32[3, 3]", "i64[5, 2]", "f32[5]")
                .within(1, 0, 2)
                .under(new ScatterNd(Combine.ADD)),
            Case.of("f32[3, 3]", "i64[4, 2]", "f32[4]")
                .within(1, 0, 2)
                .under(new ScatterNd(Combine.MIN)),
            Case.refused("f32[4, 2]", "i64[3, 1]", "f32[3]")),
        laws(
            new ReverseSequence(),
            Case.of("f32[4, 3]", "i64[3]").within(1, 0, 4),
            Case.of("f32[2, 5, 2]", "i32[2]").within(1, 0, 5).under(new ReverseSequence(0, 1)),
            Case.refused("f32[4, 3]", "i64[4]")));
  }
}
