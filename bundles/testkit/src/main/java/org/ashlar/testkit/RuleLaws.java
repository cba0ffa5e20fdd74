package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Text;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Rule;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The laws of a rule, tried on programs in text. A whole test of a rule:
///
/// ```java
/// class MergePermutesLaws extends RuleLaws {
///   MergePermutesLaws() { super(new MergePermutes(), "function f(x: f32[2, 3, 4]) -> (y) { … }"); }
/// }
/// ```
///
/// It fires on every program; it keeps types; the program before and after computes the same
/// numbers on random inputs; it ends.
public class RuleLaws implements Lawful {
  private final Rule rule;
  private final List<String> programs;
  private final long seed = Samples.newSeed();

  /// @param programs functions in text, of the operators present; the rule must fire on each
  public RuleLaws(Rule rule, String... programs) {
    this.rule = rule;
    this.programs = List.of(programs);
  }

  @Override
  public String subject() {
    return rule.name();
  }

  @Override
  public List<Law> laws(Registry registry) {
    var laws = new ArrayList<Law>();
    for (var program : programs) {
      var head = program.strip().lines().findFirst().orElse("");
      laws.add(
          new Law(
              "same numbers: " + head + " (seed " + seed + ")", () -> check(registry, program)));
    }
    return laws;
  }

  /// Every law as a test, on the services of the class path.
  @TestFactory
  Stream<DynamicTest> obeys() {
    return Dynamic.tests(this);
  }

  private long check(Registry registry, String program) {
    var operators = registry.find(Operator.class).stream().map(p -> p.service()).toList();
    return check(registry, rule, Parse.function(program, Vocabulary.of(operators)), seed);
  }

  /// Compares a function before and after a rule.
  static long check(Registry registry, Rule rule, Function function, long seed) {
    var rewritten = Rewritten.by(rule, function);
    if (rewritten.fired() == 0) {
      throw Laws.broken(rule.name() + ": did not fire on\n" + Text.of(function));
    }
    Verify.function(rewritten.function());
    var evaluator = Blocks.best(registry, Evaluator.class);
    var data = new Samples(seed).of(function);
    var before = evaluator.evaluate(function, data);
    var after = evaluator.evaluate(rewritten.function(), data);
    long checked = 0;
    for (int i = 0; i < before.size(); i++) {
      var what = rule.name() + ": output " + function.outputNames().get(i);
      checked += Closeness.require(what, before.get(i), after.get(i));
    }
    return checked;
  }
}
