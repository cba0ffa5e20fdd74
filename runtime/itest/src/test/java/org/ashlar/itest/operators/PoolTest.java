package org.ashlar.itest.operators;

import java.util.List;
import org.ashlar.operators.Padding;
import org.ashlar.operators.pool.AdaptiveAveragePool;
import org.ashlar.operators.pool.AdaptiveMaxPool;
import org.ashlar.operators.pool.ArgMaxPool;
import org.ashlar.operators.pool.AveragePool;
import org.ashlar.operators.pool.GlobalAveragePool;
import org.ashlar.operators.pool.GlobalLpPool;
import org.ashlar.operators.pool.GlobalMaxPool;
import org.ashlar.operators.pool.LpPool;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.pool.MaxUnpool;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the poolings.
class PoolTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return List.of(
        average(),
        max(),
        argMax(),
        lp(),
        unpool(),
        laws(new GlobalAveragePool(), Case.of("f32[2, 3, 3, 3]"), Case.refused("f32[3]")),
        laws(
            new GlobalMaxPool(),
            Case.of("f32[2, 3, 3, 3]"),
            Case.of("i8[1, 2, 5]"),
            Case.refused("f32[3]")),
        laws(
            new GlobalLpPool(),
            Case.of("f32[2, 3, 3, 3]"),
            Case.of("f32[1, 2, 5]").under(new GlobalLpPool(1)),
            Case.of("f32[1, 2, 5]").under(new GlobalLpPool(3)),
            Case.refused("f32[3]")),
        laws(
            new AdaptiveAveragePool(),
            Case.of("f32[1, 2, 4, 6]").under(new AdaptiveAveragePool(list(2, 3))),
            Case.of("f32[1, 2, 5, 4]").under(new AdaptiveAveragePool(list(3, 7))),
            Case.refused("f32[1, 2, 5]")),
        laws(
            new AdaptiveMaxPool(),
            Case.of("f32[1, 2, 4, 6]").under(new AdaptiveMaxPool(list(2, 3))),
            Case.of("f32[1, 2, 5, 4]").under(new AdaptiveMaxPool(list(3, 7))),
            Case.refused("f32[1, 2, 5]")));
  }

  private static OperatorLaws average() {
    return laws(
        new AveragePool(),
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[1, 1, 5, 5]")
            .under(new AveragePool(list(3, 3), list(2, 2), list(1, 1, 1, 1), true)),
        Case.of("f32[1, 1, 5, 5]")
            .under(
                new AveragePool(
                    list(3, 2), list(2, 2), list(1, 0, 1, 1), false, list(), Padding.GIVEN, true)),
        Case.of("f32[1, 1, 7]")
            .under(
                new AveragePool(list(3), list(2), list(2, 1), true, list(2), Padding.GIVEN, true)),
        Case.of("f32[1, 1, 3, 3, 3]")
            .under(
                new AveragePool(
                    list(2, 2, 2), list(), list(), false, list(), Padding.SAME_LOWER, false)),
        Case.refused("f32[2, 3]"));
  }

  private static OperatorLaws max() {
    return laws(
        new MaxPool(),
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[1, 1, 5, 5]")
            .under(new MaxPool(list(3, 3), list(2, 2), list(1, 1, 1, 1), list())),
        Case.of("f32[1, 2, 6]")
            .under(new MaxPool(list(2), list(3), list(), list(2), Padding.GIVEN, true)),
        Case.of("i8[1, 1, 4, 4]")
            .under(new MaxPool(list(3, 3), list(2, 2), list(), list(), Padding.SAME_UPPER, false)),
        Case.refused("f32[2, 3]"));
  }

  private static OperatorLaws argMax() {
    return laws(
        new ArgMaxPool(),
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[2, 1, 5, 4]")
            .under(
                new ArgMaxPool(
                    list(3, 3), list(2, 2), list(1, 1, 1, 1), list(), Padding.GIVEN, false, true)),
        Case.of("i32[1, 2, 3, 2, 2]")
            .under(
                new ArgMaxPool(list(2, 2, 1), list(), list(), list(), Padding.GIVEN, false, true)),
        Case.refused("f32[2, 3]"));
  }

  private static OperatorLaws lp() {
    return laws(
        new LpPool(),
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[1, 1, 5, 5]")
            .under(
                new LpPool(
                    1, list(3, 3), list(2, 2), list(1, 1, 1, 1), list(), Padding.GIVEN, true)),
        Case.of("f32[1, 1, 7]")
            .under(new LpPool(3, list(3), list(2), list(), list(2), Padding.GIVEN, false)),
        Case.refused("f32[2, 3]"));
  }

  private static OperatorLaws unpool() {
    return laws(
        new MaxUnpool(),
        // random places meet: the gradient is that of places that differ, which one element has
        Case.of("f32[1, 1, 2, 2]", "i64[1, 1, 2, 2]").within(1, 0, 15).notDerived(),
        Case.of("f32[1, 1, 1, 1]", "i64[1, 1, 1, 1]").within(1, 0, 3),
        Case.of("f32[1, 1, 2, 2]", "i64[1, 1, 2, 2]")
            .within(1, 0, 15)
            .notDerived()
            .under(new MaxUnpool(list(2, 2), list(2, 2), list(), list(1, 1, 5, 6))),
        Case.refused("f32[1, 1, 2, 2]", "i32[1, 1, 2, 2]"),
        Case.refused("f32[1, 1, 2, 2]", "i64[1, 1, 2, 3]"));
  }
}
