package org.ashlar.itest.operators;

import java.util.List;
import java.util.Optional;
import org.ashlar.operators.order.NonMaxSuppression;
import org.ashlar.operators.order.NonZero;
import org.ashlar.operators.order.Sort;
import org.ashlar.operators.order.TopK;
import org.ashlar.operators.order.Unique;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of what puts elements in order or picks some of them.
class OrderTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new NonMaxSuppression(),
            Case.of("f32[1, 4, 4]", "f32[1, 2, 4]")
                .under(new NonMaxSuppression("kept", false, 3, 0.2, Optional.of(0.0))),
            Case.of("f16[2, 3, 4]", "f16[2, 1, 3]")
                .within(0.1, 2)
                .under(new NonMaxSuppression("n", true, 2, 0.5, Optional.empty())),
            Case.refused("f32[1, 4, 3]", "f32[1, 2, 4]"),
            Case.refused("f32[1, 4, 4]", "f32[1, 2, 5]")),
        laws(
            new NonZero(),
            Case.of("i32[3, 4]").within(0, 1),
            Case.of("bool[5]").under(new NonZero("n")),
            Case.of("f32[]"),
            Case.refused("f32[2]").under(new NonZero(""))),
        laws(
            new Sort(),
            Case.of("f32[2, 5]"),
            Case.of("f32[3, 2]").under(new Sort(0, true)),
            Case.of("u8[7]").within(0, 255),
            Case.of("f16[4]"),
            Case.refused("f32[]"),
            Case.refused("bool[3]")),
        laws(
            new TopK(),
            Case.of("f32[2, 5]").under(new TopK(2, -1, true)),
            Case.of("f32[4, 3]").under(new TopK(3, 0, false)),
            Case.of("i64[6]").within(-9, 9).under(new TopK(4, 0, true)),
            Case.refused("f32[3]").under(new TopK(4, 0, true))),
        laws(
            new Unique(),
            Case.of("i32[9]"),
            Case.of("f32[2, 3]").under(new Unique("n", false, Optional.empty())),
            Case.of("i8[3, 2]").within(0, 1).under(new Unique("n", true, Optional.of(0L))),
            Case.of("bool[2, 4]").under(new Unique("n", false, Optional.of(-1L)))));
  }
}
