package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.memory.Again;
import org.ashlar.operators.memory.Named;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of operators that say what is kept.
class MemoryTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        laws(
            new Again(),
            Case.of("f32[2, 3]"),
            Case.of("f32[2, 3]", "f32[5]", "i64[]"),
            Case.of("i8[4]"),
            Case.refused()),
        laws(new Named(), Case.of("f32[2, 3]"), Case.of("bool[3]").under(new Named("mask"))));
  }
}
