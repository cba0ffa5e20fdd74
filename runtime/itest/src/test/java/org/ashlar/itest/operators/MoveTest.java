package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.ir.Shape;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Flatten;
import org.ashlar.operators.move.Flip;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Roll;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Split;
import org.ashlar.operators.move.Squeeze;
import org.ashlar.operators.move.Tile;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.move.Trilu;
import org.ashlar.operators.move.Unsqueeze;
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
            Case.of("f32[2, 4]").under(new Pad(list(1, 3, 1, 2), 0, Pad.Mode.REFLECT)),
            Case.of("f32[3]").under(new Pad(list(5, 4), 0, Pad.Mode.REFLECT)),
            Case.of("f32[2, 3]").under(new Pad(list(0, 4, 2, 1), 0, Pad.Mode.EDGE)),
            Case.of("f32[2, 3]").under(new Pad(list(0, 4, 2, 1), 0, Pad.Mode.WRAP)),
            Case.of("f32[5, 4]").under(new Pad(list(-1, 2, -2, -1), 1)),
            Case.refused("f32[2, 3]").under(new Pad(list(1), 0)),
            Case.refused("f32[2]").under(new Pad(list(-1, -2), 0))),
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
            Case.refused("f32[2, 3]").under(new Transpose(list(0)))),
        laws(
            new Tile(),
            Case.of("f32[2, 3]").under(new Tile(list(2, 3))),
            Case.of("i8[1, 3]").under(new Tile(list(4, 1))),
            Case.of("f32[2]").under(new Tile(list(0))),
            Case.refused("f32[2]").under(new Tile(list(1, 1)))),
        laws(
            new Flip(),
            Case.of("f32[2, 3]"),
            Case.of("f32[2, 3, 2]").under(new Flip(list(-2))),
            Case.refused("f32[2]").under(new Flip(list(1)))),
        laws(
            new Roll(),
            Case.of("f32[2, 5]").under(new Roll(list(2), list(1))),
            Case.of("f32[3, 4]").under(new Roll(list(-1, 6), list(0, -1))),
            Case.refused("f32[2]").under(new Roll(list(1, 2), list(0)))),
        laws(
            new Trilu(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 3]").under(new Trilu(false, -1)),
            Case.of("bool[3, 3]").under(new Trilu(false, 1)),
            Case.refused("f32[3]")),
        laws(
            new Squeeze(),
            Case.of("f32[1, 3, 1]"),
            Case.of("f32[1, 3, 1]").under(new Squeeze(list(-1))),
            Case.refused("f32[2, 3]").under(new Squeeze(list(0)))),
        laws(
            new Unsqueeze(),
            Case.of("f32[2, 3]"),
            Case.of("f32[3]").under(new Unsqueeze(list(0, -1))),
            Case.refused("f32[3]").under(new Unsqueeze(list(0, 0)))),
        laws(
            new Flatten(),
            Case.of("f32[2, 3, 4]"),
            Case.of("f32[2, 3]").under(new Flatten(0)),
            Case.of("f32[2, 3]").under(new Flatten(2)),
            Case.refused("f32[2]").under(new Flatten(2))),
        laws(
            new Split(),
            Case.of("f32[5, 2]").under(new Split(0, list(2, 3))),
            Case.of("f32[2, 6]").under(new Split(-1, list(1, 2, 3))),
            Case.refused("f32[5]").under(new Split(0, list(2, 2)))));
  }
}
