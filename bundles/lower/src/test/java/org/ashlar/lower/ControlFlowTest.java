package org.ashlar.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Control flow as plans that repeat and branch.
class ControlFlowTest {
  private static final Vocabulary LIBRARY =
      Vocabulary.of(
          ServiceLoader.load(Operator.class).stream().map(ServiceLoader.Provider::get).toList());

  /// A carried state that a product reads, elements of two sequences, a constant, two stacks.
  static final String CELL =
      """
      function f(h: f32[2, 3], x: f32[%1$s, 2, 4], m: f32[%1$s, 2], w: f32[4, 3], u: f32[3, 3]) -> (last, all, steps) {
        v9 = mul(w, w) : f32[4, 3]
        last, all, v1, steps = scan[body=function cell(t: i64[], h: f32[2, 3], x: f32[2, 4], m: f32[2], w: f32[4, 3], u: f32[3, 3]) -> (h_next, y = h_next, z, s) {
          v0 = matmul(x, w) : f32[2, 3]
          v1 = matmul(h, u) : f32[2, 3]
          v2 = add(v0, v1) : f32[2, 3]
          h_next = tanh(v2) : f32[2, 3]
          v3 = reducesum[axes=[1]](h_next) : f32[2]
          z = mul(v3, m) : f32[2]
          v4 = cast[to=f32](t) : f32[]
          s = mul(v4, v4) : f32[]
        }, sequences=2, reverse=%2$s](h, x, m, v9, u) : f32[2, 3], f32[%1$s, 2, 3], f32[%1$s, 2], f32[%1$s]
      }\
      """;

  private static final String SUMS =
      """
      function f(s: f32[3], x: f32[5, 3]) -> (last, all) {
        v0 = relu(s) : f32[3]
        v1, v2 = scan[body=function sum(t: i64[], s: f32[3], x: f32[3]) -> (next, y) {
          next = add(s, x) : f32[3]
          y = mul(x, x) : f32[3]
        }](v0, x) : f32[3], f32[5, 3]
        last = neg(v1) : f32[3]
        all = add(v2, s) : f32[5, 3]
      }\
      """;

  private static final String LOOP =
      """
      function f(go: bool[], x: f32[2], c: f32[]) -> (y, all, ran) {
        v0, y, all, ran = loop[body=function step(t: i64[], go: bool[], x: f32[2], c: f32[]) -> (less, twice, x, t) {
          twice = add(x, x) : f32[2]
          v1 = reducemax(twice) : f32[]
          less = less(v1, c) : bool[]
        }, most=4](go, x, c) : bool[], f32[2], f32[4, 2], i64[4]
      }\
      """;

  private static final String NESTED =
      """
      function f(c: bool[], s: f32[2], x: f32[4, 2]) -> (y, z) {
        y = if[then=function sums(s: f32[2], x: f32[4, 2]) -> (last) {
          last = scan[body=function step(t: i64[], s: f32[2], x: f32[2]) -> (next) {
            v0 = reducesum(s) : f32[]
            v1 = reducesum(x) : f32[]
            v2 = less(v0, v1) : bool[]
            v3 = if[then=function up(s: f32[2], x: f32[2]) -> (y) {
              y = add(s, x) : f32[2]
            }, otherwise=function down(s: f32[2], x: f32[2]) -> (y) {
              y = scan[body=function twice(t: i64[], s: f32[2], x: f32[2]) -> (z) {
                z = sub(s, x) : f32[2]
              }, length=3, sequences=0](s, x) : f32[2]
            }](v2, s, x) : f32[2]
            next = tanh(v3) : f32[2]
          }](s, x) : f32[2]
        }, otherwise=function first(s: f32[2], x: f32[4, 2]) -> (s) {
        }](c, s, x) : f32[2]
        z = exp(y) : f32[2]
      }\
      """;

  private static final String SWAP =
      """
      function f(a: f32[2], b: f32[2], c: f32[2], x: f32[3, 2]) -> (a1, b1, c1, seen) {
        a1, b1, c1, seen = scan[body=function swap(t: i64[], a: f32[2], b: f32[2], c: f32[2], x: f32[2]) -> (b, a, c, o = a) {
        }, carried=3](a, b, c, x) : f32[2], f32[2], f32[2], f32[3, 2]
      }\
      """;

  /// Two results of one kernel read the state that one of them replaces.
  private static final String SIBLINGS =
      """
      function f(s: f32[3], x: f32[4, 3]) -> (last, all) {
        last, all = scan[body=function step(t: i64[], s: f32[3], x: f32[3]) -> (next, y) {
          v0 = mul(s, x) : f32[3]
          next = tanh(v0) : f32[3]
          y = add(next, s) : f32[3]
        }](s, x) : f32[3], f32[4, 3]
      }\
      """;

  private static org.ashlar.ir.Function parse(String text) {
    var function = Parse.function(text, LIBRARY);
    Verify.function(function);
    return function;
  }

  private static void computes(String text) {
    var function = parse(text);
    for (long seed = 1; seed <= 6; seed++) {
      var random = new Random(seed);
      var inputs = function.inputs().stream().map(v -> Machine.random(v.tensor(), random)).toList();
      var expected = new MeaningEvaluator().evaluate(function, inputs);
      for (var plan :
          List.of(Machine.plan(function), Machine.eager(function), Machine.unfused(function))) {
        assertEquals(KernelText.of(plan), KernelText.of(KernelParse.plan(KernelText.of(plan))));
        var found = Machine.run(plan, inputs);
        for (int o = 0; o < found.size(); o++) {
          near(expected.get(o).data(), found.get(o), KernelText.of(plan));
        }
      }
    }
  }

  private static void near(TensorData expected, TensorData found, String plan) {
    for (long i = 0; i < expected.elements(); i++) {
      double x = expected.get(i);
      assertTrue(
          found.get(i) == x || Math.abs(found.get(i) - x) <= 1e-4 * Math.max(1, Math.abs(x)),
          expected + " element " + i + ": " + found.get(i) + " for " + x + "\n" + plan);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SUMS, LOOP, NESTED, SWAP, SIBLINGS})
  void plansComputeWhatMeaningsSay(String text) {
    computes(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void scansOfAnyLength(int length) {
    computes(CELL.formatted(length, false));
    computes(CELL.formatted(length, true));
  }

  @Test
  void symbolicLengthsAreSpecialised() {
    var function = parse(CELL.formatted("n", false).replaceFirst("\\[n,", "[n:0..9,"));
    var five = Specialise.apply(function, Map.of("n", 5L));
    assertEquals(
        KernelText.of(Machine.plan(parse(CELL.formatted(5, false)))),
        KernelText.of(Machine.plan(five)));
  }

  @Test
  void plansRepeatAsTheyRead() {
    Golden.check("scan", KernelText.of(Machine.plan(parse(CELL.formatted(5, false)))) + "\n");
    Golden.check("loop", KernelText.of(Machine.plan(parse(LOOP))) + "\n");
    Golden.check("nested", KernelText.of(Machine.plan(parse(NESTED))) + "\n");
  }

  @Test
  void whatOnlyAddsToItsStateChangesItInPlace() {
    var copies = new ArrayList<Plan.Action>();
    for (var action : Machine.plan(parse(SUMS)).actions()) {
      if (action instanceof Plan.Action.Repeat repeat) {
        repeat.body().stream().filter(a -> a instanceof Plan.Action.Copy).forEach(copies::add);
      }
    }
    assertEquals(List.of(), copies);
  }

  @Test
  void loopsWithoutABoundAreTheHosts() {
    var text =
        """
        function f(go: bool[], x: f32[]) -> (y) {
          v0, y = loop(go, x) : bool[], f32[]
        }\
        """;
    var e = assertThrows(IllegalArgumentException.class, () -> Machine.plan(parse(text)));
    assertEquals(
        "loop: has no loops: it goes on as long as its condition holds, without a bound",
        e.getMessage());
  }
}
