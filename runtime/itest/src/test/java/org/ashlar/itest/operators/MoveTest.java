package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.Shape;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Transpose;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the movements.
class MoveTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Broadcast(),
            Case.of("f32[3, 1]").under(new Broadcast(Shape.of(2, 3, 4))),
            Case.refused("f32[3]").under(new Broadcast(Shape.of(2)))),
        laws(
            new Concat(),
            Case.of("f32[2, 3]", "f32[1, 3]"),
            Case.of("f32[2, 1]", "f32[2, 2]", "f32[2, 3]").under(new Concat(-1)),
            Case.refused("f32[2, 3]", "f32[2, 2]")),
        laws(
            new Pad(),
            Case.of("f32[2, 3]").under(new Pad(list(1, 0, 0, 2), 0.5)),
            Case.refused("f32[2, 3]").under(new Pad(list(1), 0))),
        laws(
            new Reshape(),
            Case.of("f32[4, 3]").under(new Reshape(Shape.of(2, 6))),
            Case.refused("f32[4, 3]").under(new Reshape(Shape.of(5)))),
        laws(
            new Slice(),
            Case.of("f32[5, 6]").under(new Slice(list(1, 4), Shape.of(3, 2), list(1, -2))),
            Case.refused("f32[5]").under(new Slice(list(3), Shape.of(3), list(1)))),
        laws(
            new Transpose(),
            Case.of("f32[2, 3, 4]"),
            Case.of("f32[2, 3, 4]").under(new Transpose(list(1, 0, 2))),
            Case.refused("f32[2, 3]").under(new Transpose(list(0)))));
  }
}
