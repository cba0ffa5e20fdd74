package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.Operator;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.OperatorLaws;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The operators of one package of the library, with the cases that they are tried on: each obeys
/// the laws on every device of the class path.
abstract class Family {
  static final TestRegistry REGISTRY = TestRegistry.ofClassPath();

  /// One an operator.
  abstract List<OperatorLaws> laws();

  /// Every family of the library.
  static List<Family> all() {
    return List.of(
        new ActivationTest(),
        new AttentionTest(),
        new ControlTest(),
        new CreateTest(),
        new GatherTest(),
        new ImageTest(),
        new LossTest(),
        new MemoryTest(),
        new MoveTest(),
        new NormaliseTest(),
        new OrderTest(),
        new PointwiseTest(),
        new PoolTest(),
        new ProductTest(),
        new QuantiseTest(),
        new RandomTest(),
        new RecurrentTest(),
        new SignalTest(),
        new ReduceTest());
  }

  @TestFactory
  Stream<DynamicTest> obeysItsLaws() {
    return laws().stream()
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

  static OperatorLaws laws(Operator operator, Case... cases) {
    return new OperatorLaws(operator, cases);
  }

  static List<Long> list(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /// A function of one argument that is smooth everywhere.
  static OperatorLaws smooth(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]"),
        Case.of("f32[]"),
        Case.of("f16[5]"),
        Case.refused("i64[2]"));
  }

  /// A function of two numbers.
  static OperatorLaws two(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]", "f32[3]"),
        Case.of("f32[2, 1]", "f32[1, 3]"),
        Case.of("i32[4]", "i32[]").within(1, 5),
        Case.refused("f32[2]", "i64[2]"),
        Case.refused("f32[2]", "f32[3]"));
  }

  static OperatorLaws truths(Operator operator) {
    return laws(operator, Case.of("bool[2, 3]", "bool[3]"), Case.refused("f32[2]", "f32[2]"));
  }

  static OperatorLaws window(Operator operator, Operator padded) {
    return laws(
        operator,
        Case.of("f32[1, 2, 4, 4]"),
        Case.of("f32[1, 1, 5, 5]").under(padded),
        Case.refused("f32[2, 3]"));
  }
}
