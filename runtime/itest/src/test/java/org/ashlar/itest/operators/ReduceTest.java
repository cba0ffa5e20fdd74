package org.ashlar.itest.operators;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.operators.reduce.All;
import org.ashlar.operators.reduce.Any;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.ArgMin;
import org.ashlar.operators.reduce.CountNonZero;
import org.ashlar.operators.reduce.CumMax;
import org.ashlar.operators.reduce.CumMin;
import org.ashlar.operators.reduce.CumProd;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceL1;
import org.ashlar.operators.reduce.ReduceL2;
import org.ashlar.operators.reduce.ReduceLogSum;
import org.ashlar.operators.reduce.ReduceLogSumExp;
import org.ashlar.operators.reduce.ReduceLp;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.operators.reduce.ReduceSumSquare;
import org.ashlar.operators.reduce.StandardDeviation;
import org.ashlar.operators.reduce.Variance;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the reductions and prefixes.
class ReduceTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return Stream.of(sums(), choices(), prefixes()).flatMap(List::stream).toList();
  }

  private static List<OperatorLaws> sums() {
    return List.of(
        laws(
            new ReduceMean(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new ReduceMean(list(0, 2), false))),
        laws(
            new ReduceProd(),
            Case.of("f32[3, 3]"),
            Case.of("f32[2, 3]").under(new ReduceProd(list(1), true))),
        laws(
            new ReduceSum(),
            Case.of("f32[8, 8]"),
            Case.of("f16[2, 9]").under(new ReduceSum(list(1), true)),
            Case.of("i32[2, 3]").under(new ReduceSum(list(0), false)),
            Case.refused("f32[2]").under(new ReduceSum(list(3), false))),
        laws(
            new ReduceL1(),
            Case.of("f32[3, 4]"),
            Case.of("i8[2, 3]").within(-9, 9).under(new ReduceL1(list(0), true)),
            Case.refused("bool[2]")),
        laws(
            new ReduceL2(),
            Case.of("f32[3, 4]"),
            Case.of("bf16[2, 3]").under(new ReduceL2(list(-1), true)),
            Case.of("f32[2, 3]").within(0, 0),
            Case.refused("i32[2]")),
        laws(
            new ReduceLp(),
            Case.of("f32[3, 4]").under(new ReduceLp(3, list(1), false)),
            Case.of("f32[2, 3]").under(new ReduceLp(1.5, list(), true)),
            Case.of("f16[2, 3]").under(new ReduceLp(1, list(0), false)),
            Case.refused("i32[2]")),
        laws(
            new ReduceSumSquare(),
            Case.of("f32[3, 4]"),
            Case.of("f16[2, 3]").under(new ReduceSumSquare(list(1), true)),
            Case.of("i8[2, 3]").within(-99, 99).under(new ReduceSumSquare(list(0), false)),
            Case.refused("bool[2]")),
        laws(
            new ReduceLogSum(),
            Case.of("f32[3, 4]").within(0.1, 3),
            Case.of("bf16[2, 3]").within(0.1, 3).under(new ReduceLogSum(list(1), true)),
            Case.refused("i32[2]")),
        laws(
            new ReduceLogSumExp(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3]").within(90, 200).under(new ReduceLogSumExp(list(1), true)),
            Case.of("f16[2, 3]").under(new ReduceLogSumExp(list(0), false)),
            Case.refused("i32[2]"),
            Case.refused("f32[2]").under(new ReduceLogSumExp(list(1), false))),
        laws(
            new Variance(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new Variance(list(0, -1), true, 1)),
            Case.refused("i32[2]")),
        laws(
            new StandardDeviation(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new StandardDeviation(list(0, -1), true, 1)),
            Case.refused("i32[2]")));
  }

  private static List<OperatorLaws> choices() {
    return List.of(
        laws(
            new ArgMax(),
            Case.of("f32[3, 4]"),
            Case.of("f32[3, 4]").under(new ArgMax(0, true)),
            Case.of("i8[7]")),
        laws(
            new ArgMin(),
            Case.of("f32[3, 4]"),
            Case.of("f32[3, 4]").under(new ArgMin(0, true)),
            Case.of("i8[7]"),
            Case.of("u8[7]").within(0, 255),
            Case.refused("bool[3]")),
        laws(
            new ReduceMax(),
            Case.of("f32[3, 4]"),
            Case.of("f32[2, 3, 2]").under(new ReduceMax(list(-2), true)),
            Case.of("f16[5]")),
        laws(
            new ReduceMin(),
            Case.of("f32[3, 4]"),
            Case.of("i16[2, 3]").under(new ReduceMin(list(1), false)),
            Case.of("bf16[5]")),
        laws(
            new Any(),
            Case.of("bool[3, 4]").under(new Any(list(1), true)),
            Case.of("bool[3]"),
            Case.refused("f32[2]")),
        laws(
            new All(),
            Case.of("bool[3, 2]").under(new All(list(1), true)),
            Case.of("bool[3]"),
            Case.refused("f32[2]")),
        laws(
            new CountNonZero(),
            Case.of("bool[3, 4]"),
            Case.of("i8[3, 4]").under(new CountNonZero(list(0), true)),
            Case.of("f32[2, 3]").under(new CountNonZero(list(-1), false))));
  }

  private static List<OperatorLaws> prefixes() {
    return List.of(
        laws(
            new CumSum(),
            Case.of("f32[2, 4]"),
            Case.of("f32[2, 4]").under(new CumSum(0, true, false)),
            Case.of("f32[5]").under(new CumSum(0, false, true)),
            Case.of("i32[5]").under(new CumSum(0, true, true))),
        laws(
            new CumProd(),
            Case.of("f32[2, 4]"),
            Case.of("f32[2, 4]").under(new CumProd(0, true, false)),
            Case.of("f16[5]").under(new CumProd(0, false, true)),
            Case.of("i32[5]").under(new CumProd(0, true, true)),
            Case.refused("bool[2]")),
        laws(
            new CumMax(),
            Case.of("f32[2, 4]"),
            Case.of("f32[5]").under(new CumMax(0, false, true)),
            Case.of("i32[5]").under(new CumMax(0, true, true)),
            Case.refused("bool[2]")),
        laws(
            new CumMin(),
            Case.of("f32[2, 4]"),
            Case.of("f32[5]").under(new CumMin(0, false, true)),
            Case.of("i32[5]").under(new CumMin(0, true, true)),
            Case.refused("bool[2]")));
  }
}
