package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.ProgramLaws;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Random programs over all operators of the library. `-Dprograms=1000` tries more.
class RandomProgramsTest {
  private static final int PROGRAMS = Integer.getInteger("programs", 30);

  /// Takes `a - b` for `b - a`.
  private record Turn() implements Rule {
    @Override
    public Value apply(Value value) {
      return value.op() instanceof Sub && value.arg(0) != value.arg(1)
          ? value.graph().apply(new Neg(), value)
          : value;
    }
  }

  /// A defect is found, and told as a program of one or two calls that can be read back.
  @Test
  void aWrongRuleIsToldSmall() {
    var operators = Family.all().stream().map(Family::laws).flatMap(List::stream).toList();
    var registry = Family.REGISTRY.with(new Turn());
    var outcome =
        new ProgramLaws(operators, 400, 12)
            .laws(registry).stream()
                .filter(law -> law.name().startsWith("rewrites"))
                .map(law -> Laws.run("wrong", law))
                .findFirst()
                .orElseThrow();
    assertFalse(outcome.held(), "a wrong rule was not found");
    var message = outcome.toString();
    var text = message.substring(message.indexOf("function "), message.lastIndexOf("}") + 1);
    var program = Parse.function(text, vocabulary());
    var calls =
        Walk.order(program.outputs()).stream().filter(v -> !(v.op() instanceof Input)).toList();
    assertTrue(calls.size() <= 2, message);
    assertTrue(calls.stream().anyMatch(v -> v.op() instanceof Sub), message);
  }

  private static Vocabulary vocabulary() {
    return Vocabulary.of(
        Family.REGISTRY.find(Operator.class).stream().map(p -> p.service()).toList());
  }

  @TestFactory
  Stream<DynamicTest> obeyTheirLaws() {
    var operators = Family.all().stream().map(Family::laws).flatMap(List::stream).toList();
    var programs = new ProgramLaws(operators, PROGRAMS, 12);
    return programs.laws(Family.REGISTRY).stream()
        .map(law ->
            DynamicTest.dynamicTest(
                law.name(),
                () -> {
                  var outcome = Laws.run(programs.subject(), law);
                  assertTrue(outcome.held(), outcome::toString);
                }));
  }
}
