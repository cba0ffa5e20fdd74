package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.operators.*;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.OperatorLaws;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every operator of the library obeys the laws on every device of the class path.
class OperatorLibraryTest {
  private static final TestRegistry REGISTRY = TestRegistry.ofClassPath();

  private static OperatorLaws laws(Operator operator, Case... cases) {
    return new OperatorLaws(operator, cases);
  }

  private static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static OperatorLaws smooth(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]"),
        Case.of("f32[]"),
        Case.of("f16[5]"),
        Case.refused("i64[2]"));
  }

  private static OperatorLaws two(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]", "f32[3]"),
        Case.of("f32[2, 1]", "f32[1, 3]"),
        Case.of("i32[4]", "i32[]").within(1, 5),
        Case.refused("f32[2]", "i64[2]"),
        Case.refused("f32[2]", "f32[3]"));
  }

  private static OperatorLaws truths(Operator operator) {
    return laws(operator, Case.of("bool[2, 3]", "bool[3]"), Case.refused("f32[2]", "f32[2]"));
  }

  private static OperatorLaws window(Operator operator, Operator padded) {
    return laws(
        operator,
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[1, 1, 5, 5]").under(padded),
        Case.refused("f32[2, 3]"));
  }

  static List<OperatorLaws> library() {
    return List.of(
        laws(new Abs(), Case.of("f32[2, 3]"), Case.of("i32[4]").within(-9, 9)),
        two(new Add()),
        truths(new And()),
        laws(
            new ArgMax(),
            Case.of("f32[3, 4]"),
            Case.of("f32[3, 4]").under(new ArgMax(0, true)),
            Case.of("i8[7]")),
        window(new AveragePool(), new AveragePool(list(3, 3), list(2, 2), list(1, 1, 1, 1), true)),
        laws(
            new BatchNorm(),
            Case.of("f32[2, 3, 2, 2]", "f32[3]", "f32[3]", "f32[3]", "f32[3]").within(0.5, 2),
            Case.refused("f32[2, 3]", "f32[2]", "f32[3]", "f32[3]", "f32[3]")),
        laws(
            new Broadcast(),
            Case.of("f32[3, 1]").under(new Broadcast(Shape.of(2, 3, 4))),
            Case.refused("f32[3]").under(new Broadcast(Shape.of(2)))),
        laws(
            new Cast(),
            Case.of("i64[5]").within(-100, 100),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.I8)),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.U8, true)),
            Case.of("f32[6]").under(new Cast(DType.F16)).notDerived(),
            Case.of("bool[4]")),
        laws(new Ceil(), Case.of("f32[2, 3]")),
        laws(new Clamp(), Case.of("f32[2, 3]"), Case.of("f32[6]").under(new Clamp(-1, 0.5))),
        laws(
            new Concat(),
            Case.of("f32[2, 3]", "f32[1, 3]"),
            Case.of("f32[2, 1]", "f32[2, 2]", "f32[2, 3]").under(new Concat(-1)),
            Case.refused("f32[2, 3]", "f32[2, 2]")),
        laws(
            new Conv(),
            Case.of("f32[1, 2, 4, 4]", "f32[2, 2, 3, 3]"),
            Case.of("f32[1, 2, 5, 5]", "f32[4, 1, 3, 2]")
                .under(new Conv(list(2, 1), list(1, 0, 1, 1), list(1, 2), 2)),
            Case.of("f32[2, 2, 7]", "f32[3, 2, 3]"),
            Case.of("i8[1, 2, 3, 3]", "i8[1, 2, 2, 2]").within(-128, 127),
            Case.refused("f32[2, 3, 7, 7]", "f32[8, 4, 3, 3]")),
        smooth(new Cos()),
        laws(
            new CrossEntropy(),
            Case.of("f32[4, 3]", "i64[4]").within(1, 0, 2),
            Case.refused("f32[4, 3]", "i64[3]")),
        laws(
            new CumSum(),
            Case.of("f32[2, 4]"),
            Case.of("f32[2, 4]").under(new CumSum(0, true, false)),
            Case.of("f32[5]").under(new CumSum(0, false, true)),
            Case.of("i32[5]").under(new CumSum(0, true, true))),
        laws(
            new Div(),
            Case.of("f32[2, 3]", "f32[3]").within(0.5, 3),
            Case.of("i32[5]", "i32[5]").within(-9, 9),
            Case.refused("f32[2]", "i64[2]")),
        laws(
            new Dropout(),
            Case.of("f32[5, 4]", "i64[]").within(1, 1, 1),
            Case.refused("f32[2]", "i32[]"),
            Case.refused("f32[2]", "i64[1]")),
        two(new Equal()),
        smooth(new Erf()),
        smooth(new Exp()),
        laws(new Fill(), Case.of().under(new Fill(DType.F32, 0.1, Shape.of(2, 3))), Case.of()),
        laws(new Floor(), Case.of("f32[2, 3]")),
        laws(
            new Gather(),
            Case.of("f32[4, 3]", "i64[5]").within(1, 0, 3),
            Case.of("f32[3, 4]", "i32[2, 2]").within(1, 0, 3).under(new Gather(1)),
            Case.refused("f32[4, 3]", "f32[5]")),
        smooth(new Gelu()),
        laws(new GlobalAveragePool(), Case.of("f32[2, 3, 3, 3]"), Case.refused("f32[3]")),
        two(new Greater()),
        two(new GreaterOrEqual()),
        laws(new Identity(), Case.of("f32[2, 3]"), Case.of("i64[3]"), Case.of("bool[2]")),
        laws(new Iota(), Case.of().under(new Iota(DType.F32, Shape.of(3, 4), 1)), Case.of()),
        laws(
            new LayerNorm(),
            Case.of("f32[3, 4]", "f32[4]", "f32[4]"),
            Case.of("f32[2, 2, 3]", "f32[2, 3]", "f32[2, 3]").under(new LayerNorm(1, 1e-3)),
            Case.refused("f32[3, 4]", "f32[3]", "f32[4]")),
        smooth(new LeakyRelu()),
        two(new Less()),
        two(new LessOrEqual()),
        laws(new Log(), Case.of("f32[2, 3]").within(0.1, 4), Case.refused("i64[2]")),
        laws(new LogSoftmax(), Case.of("f32[2, 5]"), Case.of("f32[3, 2]").under(new LogSoftmax(0))),
        laws(
            new MatMul(),
            Case.of("f32[4, 6]", "f32[6, 8]"),
            Case.of("f32[2, 3, 4]", "f32[4, 2]"),
            Case.of("f32[6]", "f32[6]"),
            Case.of("f16[3, 4]", "f16[4, 2]"),
            Case.of("u8[3, 4]", "i8[4, 2]").within(0, 0, 255).within(1, -128, 127),
            Case.refused("f32[6, 8]", "f32[4, 6]")),
        two(new Max()),
        window(new MaxPool(), new MaxPool(list(3, 3), list(2, 2), list(1, 1, 1, 1), list())),
        laws(
            new MeanSquaredError(),
            Case.of("f32[4, 3]", "f32[4, 3]"),
            Case.refused("f32[4]", "f32[3]")),
        two(new Min()),
        two(new Mul()),
        laws(new Neg(), Case.of("f32[2, 3]"), Case.of("i32[4]")),
        laws(new Not(), Case.of("bool[5]"), Case.refused("f32[2]")),
        two(new NotEqual()),
        laws(
            new OneHot(),
            Case.of("i64[4]").under(new OneHot(3, DType.F32)),
            Case.of("i32[2, 2]").within(-1, 4).under(new OneHot(3, DType.I8)),
            Case.refused("f32[2]")),
        truths(new Or()),
        laws(
            new Pad(),
            Case.of("f32[2, 3]").under(new Pad(list(1, 0, 0, 2), 0.5)),
            Case.refused("f32[2, 3]").under(new Pad(list(1), 0))),
        laws(
            new Pow(),
            Case.of("f32[2, 3]", "f32[3]").within(0.3, 2),
            Case.refused("f32[2]", "i64[2]")),
        laws(
            new RandomNormal(),
            Case.of("i64[]"),
            Case.of("i64[]").under(new RandomNormal(DType.F64, Shape.of(3, 3), 2))),
        laws(
            new RandomUniform(),
            Case.of("i64[]").under(new RandomUniform(DType.F32, Shape.of(3, 5), 1)),
            Case.of("i64[]").under(new RandomUniform(DType.F64, Shape.of(7), 0)),
            Case.refused("f32[]")),
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
            Case.refused("f32[2]").under(new ReduceSum(list(3), false))),
        laws(new Relu(), Case.of("f32[2, 3]"), Case.of("f16[5]"), Case.of("i8[5]").within(-9, 9)),
        laws(
            new Reshape(),
            Case.of("f32[4, 3]").under(new Reshape(Shape.of(2, 6))),
            Case.refused("f32[4, 3]").under(new Reshape(Shape.of(5)))),
        laws(new Round(), Case.of("f32[2, 3]")),
        laws(
            new ScatterAdd(),
            Case.of("f32[4, 3]", "i64[5]", "f32[5, 3]").within(1, 0, 4),
            Case.of("f32[2, 3]", "i32[4]", "f32[2, 4]").within(1, 0, 2).under(new ScatterAdd(1)),
            Case.refused("f32[4]", "f32[2]", "f32[2]")),
        smooth(new Sigmoid()),
        smooth(new Silu()),
        smooth(new Sin()),
        laws(
            new Slice(),
            Case.of("f32[5, 6]").under(new Slice(list(1, 4), Shape.of(3, 2), list(1, -2))),
            Case.refused("f32[5]").under(new Slice(list(3), Shape.of(3), list(1)))),
        laws(
            new Softmax(),
            Case.of("f32[2, 5]"),
            Case.of("f32[3, 2]").under(new Softmax(0)),
            Case.refused("i64[3]")),
        laws(new Sqrt(), Case.of("f32[2, 3]").within(0.1, 4), Case.refused("i64[2]")),
        laws(new StopGradient(), Case.of("f32[3]").notDerived()),
        two(new Sub()),
        smooth(new Tanh()),
        laws(
            new Transpose(),
            Case.of("f32[2, 3, 4]"),
            Case.of("f32[2, 3, 4]").under(new Transpose(list(1, 0, 2))),
            Case.refused("f32[2, 3]").under(new Transpose(list(0)))),
        laws(
            new Where(),
            Case.of("bool[3]", "f32[2, 1]", "f32[2, 3]"),
            Case.refused("f32[]", "f32[]", "f32[]")));
  }

  @TestFactory
  Stream<DynamicTest> obeysItsLaws() {
    return library().stream()
        .flatMap(subject ->
            subject.laws(REGISTRY).stream()
                .map(law ->
                    DynamicTest.dynamicTest(
                        subject.subject() + ": " + law.name(),
                        () -> {
                          var outcome = Laws.run(subject.subject(), law);
                          assertTrue(outcome.held(), outcome::toString);
                        })));
  }

  @Test
  void everyOperatorIsTried() {
    var tried = new TreeSet<String>();
    library().forEach(laws -> tried.add(laws.subject()));
    var present = new TreeSet<String>();
    REGISTRY.find(Operator.class).stream()
        .filter(p -> p.service().getClass().getPackage().equals(Add.class.getPackage()))
        .forEach(p -> present.add(p.service().id().toString()));
    assertEquals(present, tried);
  }
}
