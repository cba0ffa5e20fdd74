package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Neg;
import org.junit.jupiter.api.Test;

class RewriterTest {
  private final Graph graph = new Graph();
  private final Value x = graph.input("x", TensorType.of(DType.F32, 4, 6));

  @Test
  void operandsAreFinishedFirstAndApplicationsCounted() {
    var dropIdentity = rule("dropidentity", v -> v.op() instanceof Identity ? v.arg(0) : v);
    var dropNegNeg =
        rule(
            "dropnegneg",
            v -> v.op() instanceof Neg && v.arg(0).op() instanceof Neg ? v.arg(0).arg(0) : v);
    var rewriter = rewriter(dropIdentity, dropNegNeg);
    var y =
        graph.apply(
            new Neg(),
            graph.apply(new Identity(), graph.apply(new Neg(), graph.apply(new Identity(), x))));
    assertSame(x, rewriter.apply(function(y)).outputs().getFirst());
    assertEquals(Map.of("dropidentity", 2, "dropnegneg", 1), rewriter.applications());
  }

  @Test
  void whatARuleMakesIsRewrittenToo() {
    var expOfLog =
        rule(
            "logofexp",
            v -> v.op() instanceof Log && v.arg(0).op() instanceof Exp ? v.arg(0).arg(0) : v);
    var absIs =
        rule(
            "absisnegofneg",
            v ->
                v.op() instanceof Abs
                    ? graph.apply(new Log(), graph.apply(new Exp(), v.arg(0)))
                    : v);
    assertSame(
        x,
        rewriter(absIs, expOfLog).apply(function(graph.apply(new Abs(), x))).outputs().getFirst());
  }

  @Test
  void aSharedValueIsRewrittenOnce() {
    var dropIdentity = rule("dropidentity", v -> v.op() instanceof Identity ? v.arg(0) : v);
    var rewriter = rewriter(dropIdentity);
    Value y = graph.apply(new Identity(), x);
    for (int i = 0; i < 60; i++) {
      y = Build.add(y, y);
    }
    rewriter.apply(function(y));
    assertEquals(Map.of("dropidentity", 1), rewriter.applications());
  }

  @Test
  void aDeepGraphOverflowsNoStack() {
    Value y = x;
    for (int i = 0; i < 50_000; i++) {
      y = graph.apply(new Identity(), graph.apply(new Neg(), y));
    }
    var rewriter = rewriter(rule("dropidentity", v -> v.op() instanceof Identity ? v.arg(0) : v));
    rewriter.apply(function(y));
    assertEquals(Map.of("dropidentity", 50_000), rewriter.applications());
  }

  @Test
  void aRuleMayTravelThroughADeepGraph() {
    var sink =
        rule(
            "sinkneg",
            v ->
                v.op() instanceof Neg && v.arg(0).op() instanceof Abs
                    ? graph.apply(new Abs(), graph.apply(new Neg(), v.arg(0).arg(0)))
                    : v);
    Value y = x;
    for (int i = 0; i < 3_000; i++) {
      y = graph.apply(new Abs(), graph.apply(new Exp(), y)).arg(0);
      y = graph.apply(new Abs(), y);
    }
    for (int i = 0; i < 10; i++) {
      y = graph.apply(new Neg(), y);
    }
    var rewriter = rewriter(sink);
    rewriter.apply(function(y));
    assertEquals(Map.of("sinkneg", 10), rewriter.applications());
  }

  @Test
  void aRuleThatChangesATypeIsNamed() {
    var wrong =
        rule("narrow", v -> v.op() instanceof Abs ? graph.apply(new Cast(DType.F16), v.arg(0)) : v);
    var message = message(wrong, graph.apply(new Abs(), x));
    assertTrue(
        message.startsWith(
            "rule narrow: changed the type of abs(input) : f32[4, 6]: from f32[4, 6] to f16[4, 6] (test.rules 1.0.0)"),
        message);
    assertTrue(message.contains("; the program before: "), message);
  }

  @Test
  void aRuleThatChangesNumbersIsNamed() {
    var wrong = rule("absisneg", v -> v.op() instanceof Abs ? graph.apply(new Neg(), v.arg(0)) : v);
    var evaluator = Sample.everything().find(Evaluator.class).getFirst().service();
    var rewriter =
        new Rewriter(
            List.of(new Provider<>(wrong, "test.rules", "1.0.0", 0, 1)),
            Settings.standard(),
            new Dump(Settings.standard(), "f", false, new Blame()),
            Optional.of(new RuleCheck(evaluator)));
    var y = function(graph.apply(new Abs(), x));
    var message = assertThrows(Defect.class, () -> rewriter.apply(y)).getMessage();
    assertTrue(
        message.startsWith(
            "rule absisneg: changed the numbers of abs(input) : f32[4, 6],"
                + " now neg(input) : f32[4, 6]: element 0 was 1.14"),
        message);
    assertTrue(message.contains("(inputs of seed 42)"), message);
  }

  @Test
  void aRuleThatGrowsIsStopped() {
    var grows =
        rule(
            "grows",
            v ->
                v.op() instanceof Abs
                    ? graph.apply(new Abs(), graph.apply(new Neg(), v.arg(0)))
                    : v);
    var message = message(grows, graph.apply(new Abs(), x));
    assertTrue(
        message.startsWith("rule grows: does not end: applied 1041 times, last at abs(neg)"),
        message);
  }

  @Test
  void aRuleThatWrapsItsOwnValueIsStoppedAtOnce() {
    var wraps =
        rule(
            "wraps",
            v -> v.op() instanceof Abs ? graph.apply(new Neg(), graph.apply(new Neg(), v)) : v);
    var message = message(wraps, graph.apply(new Abs(), x));
    assertTrue(
        message.startsWith("rule wraps: does not end: applied 1 times, last at abs(input)"),
        message);
  }

  @Test
  void rulesThatUndoEachOtherAreNamed() {
    var there = rule("there", v -> v.op() instanceof Abs ? graph.apply(new Neg(), v.arg(0)) : v);
    var back = rule("back", v -> v.op() instanceof Neg ? graph.apply(new Abs(), v.arg(0)) : v);
    var rewriter = rewriter(there, back);
    var y = function(graph.apply(new Abs(), x));
    var message = assertThrows(Defect.class, () -> rewriter.apply(y)).getMessage();
    assertTrue(message.startsWith("rule back: does not end: applied 1 times"), message);
    assertTrue(message.contains("all rules: {back=1, there=1}"), message);
  }

  @Test
  void aRuleThatThrowsIsNamed() {
    var throwing =
        rule(
            "throwing",
            v -> {
              throw new UnsupportedOperationException("ouch");
            });
    var message = message(throwing, graph.apply(new Abs(), x));
    assertTrue(
        message.startsWith(
            "rule throwing (test.rules 1.0.0): threw java.lang.UnsupportedOperationException: ouch"),
        message);
  }

  @Test
  void aValueOfAnotherGraphIsRefused() {
    var other = new Graph();
    var strange = rule("strange", v -> v.op() instanceof Abs ? other.input("x", v.type()) : v);
    var message = message(strange, graph.apply(new Abs(), x));
    assertTrue(
        message.startsWith(
            "rule strange: made a value of another graph from abs(input) : f32[4, 6]"),
        message);
  }

  private String message(Rule rule, Value y) {
    return assertThrows(Defect.class, () -> rewriter(rule).apply(function(y))).getMessage();
  }

  private Function function(Value y) {
    return Function.of("f", List.of(x), List.of(y));
  }

  private static Rewriter rewriter(Rule... rules) {
    var providers = new ArrayList<Provider<Rule>>();
    for (var rule : rules) {
      providers.add(new Provider<>(rule, "test.rules", "1.0.0", 0, providers.size()));
    }
    return new Rewriter(
        providers,
        Settings.standard(),
        new Dump(Settings.standard(), "f", false, new Blame()),
        Optional.empty());
  }

  private static Rule rule(String name, UnaryOperator<Value> law) {
    return new Rule() {
      @Override
      public Value apply(Value value) {
        return law.apply(value);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }
}
