package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ashlar.ir.stage.Rule;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.RuleLaws;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every rule of the library obeys the laws: it fires, keeps types, changes no number, and ends.
class RuleLibraryTest {
  private static final TestRegistry REGISTRY = TestRegistry.ofClassPath();

  /// Rules that may move a quantised number beside a midpoint by one step: held to their own laws
  /// in `rules` (QuantisedRulesTest).
  private static final List<String> QUANTISED =
      List.of(
          "delaydequantise",
          "droprequantise",
          "fillconstants",
          "hastenquantise",
          "multiplyintegers",
          "requantisesums");

  private static String[] f(String... programs) {
    return programs;
  }

  /// By rule, the programs on which it must fire.
  private static Map<String, String[]> programs() {
    var all = new TreeMap<String, String[]>();
    all.put(
        "addnegative",
        f(
            "function f(x: f32[4], y: f32[4]) -> (z) { v = neg(y) z = add(x, v) }",
            "function f(x: f32[4], y: f32[4]) -> (z) { v = neg(y) z = add(v, x) }",
            "function f(x: f32[4], y: f32[4]) -> (z) { v = neg(y) z = sub(x, v) }"));
    all.put(
        "addzero",
        f(
            "function f(x: f32[4]) -> (z) { v = fill[shape=[4]]() z = add(x, v) }",
            "function f(x: f32[4]) -> (z) { v = fill() z = add(v, x) }"));
    all.put(
        "dividebyconstant",
        f(
            "function f(x: f32[4]) -> (z) { v = fill[value=3.0]() z = div(x, v) }",
            "function f(x: f32[4]) -> (z) { v = fill[value=8.0]() z = div(x, v) }"));
    all.put(
        "dropcast",
        f(
            "function f(x: f32[4]) -> (z) { z = cast[to=f32](x) }",
            "function f(x: f32[4]) -> (z) { v = cast[to=f64](x) z = cast[to=f32](v) }"));
    all.put("dropidentity", f("function f(x: f32[4]) -> (z) { z = identity(x) }"));
    all.put(
        "dropmovement",
        f(
            "function f(x: f32[2, 3]) -> (z) { z = broadcast[shape=[2, 3]](x) }",
            "function f(x: f32[2, 3]) -> (z) { z = slice[starts=[0, 0], shape=[2, 3]](x) }",
            "function f(x: f32[2, 3]) -> (z) { z = pad[pads=[0, 0, 0, 0]](x) }",
            "function f(x: f32[2, 3]) -> (z) { z = concat(x) }"));
    all.put(
        "droptranspose",
        f("function f(x: f32[2, 3]) -> (z) { z = transpose[permutation=[0, 1]](x) }"));
    all.put(
        "foldbatchnorm",
        f(
            """
            function f(x: f32[1, 2, 4, 4], w: f32[3, 2, 3, 3], s: f32[3], b: f32[3], m: f32[3]) -> (z) {
              c = conv(x, w)
              q = mul(m, m)
              one = fill[value=1.0]()
              v = add(q, one)
              z = batchnorm(c, s, b, m, v)
            }\
            """));
    all.put(
        "foldconstants",
        f(
            "function f(x: f32[2, 3]) -> (z) { c = fill[value=0.5, shape=[2, 3]]() e = exp(c) z = mul(x, e) }",
            "function f(x: f32[2, 3]) -> (z) { c = fill[value=0.5, shape=[3, 2]]() t = transpose(c) z = mul(x, t) }"));
    all.put(
        "mergereshapes",
        f(
            "function f(x: f32[2, 6]) -> (z) { v = reshape[shape=[3, 4]](x) z = reshape[shape=[12]](v) }",
            "function f(x: f32[2, 6]) -> (z) { z = reshape[shape=[2, 6]](x) }"));
    all.put(
        "mergetransposes",
        f(
            "function f(x: f32[2, 3, 4]) -> (z) { v = transpose[permutation=[1, 0, 2]](x) z = transpose(v) }"));
    all.put(
        "multiplybyone",
        f(
            "function f(x: f32[4]) -> (z) { v = fill[value=1.0]() z = mul(x, v) }",
            "function f(x: f32[4]) -> (z) { v = fill[value=1.0]() z = div(x, v) }"));
    all.put("multiplybyzero", f("function f(x: f32[4]) -> (z) { v = fill() z = mul(x, v) }"));
    all.put("negatetwice", f("function f(x: f32[4]) -> (z) { v = neg(x) z = neg(v) }"));
    all.put("nottwice", f("function f(x: bool[4]) -> (z) { v = not(x) z = not(v) }"));
    all.put(
        "skipbroadcast",
        f(
            "function f(x: f32[3], y: f32[2, 3]) -> (z) { v = broadcast[shape=[2, 3]](x) z = mul(v, y) }"));
    all.put(
        "squarebyproduct",
        f(
            "function f(x: f32[4]) -> (z) { v = fill[value=2.0]() z = pow(x, v) }",
            "function f(x: f32[4]) -> (z) { v = fill[value=1.0]() z = pow(x, v) }"));
    all.put("subtractzero", f("function f(x: f32[4]) -> (z) { v = fill() z = sub(x, v) }"));
    all.put(
        "invertindex",
        f(
            """
            function f(x: f32[3, 4]) -> (z) {
              z = derived[label="d_transpose", meaning=scattered [i, j] initial 0.0 over k < 3, l < 4 at [l, k] add= a0[k, l], result=f32[4, 3]](x) : f32[4, 3]
            }\
            """,
            """
            function f(x: f32[3, 2]) -> (z) {
              z = derived[label="d_slide", meaning=scattered [i] initial 0.0 over k < 3, l < 2 at [k * 2 + l] add= a0[k, l], result=f32[6]](x) : f32[6]
            }\
            """));
    all.put(
        "readconstants",
        f(
            """
            function f(x: f32[4]) -> (z) {
              c = fill[value=3.0]()
              z = derived[label="times", meaning=pointwise a0 * a1, result=f32[4]](x, c) : f32[4]
            }\
            """));
    return all;
  }

  private static List<RuleLaws> library() {
    return REGISTRY.find(Rule.class).stream()
        .map(p -> p.service())
        .filter(rule -> programs().containsKey(rule.name()))
        .map(rule -> new RuleLaws(rule, programs().get(rule.name())))
        .toList();
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
  void everyRuleIsTried() {
    var present = new TreeSet<String>();
    REGISTRY.find(Rule.class).forEach(p -> present.add(p.service().name()));
    var tried = new TreeSet<>(programs().keySet());
    tried.addAll(QUANTISED);
    assertEquals(present, tried);
  }
}
