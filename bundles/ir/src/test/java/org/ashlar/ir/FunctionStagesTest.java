package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.TestOperators.Add;
import org.ashlar.ir.TestOperators.MatMul;
import org.junit.jupiter.api.Test;

/// Walking, checking, inlining and specialising functions.
class FunctionStagesTest {
  private static final TensorType FOUR = TensorType.of(DType.F32, 4);

  @Test
  void argumentsComeBeforeTheirUsers() {
    var graph = new Graph();
    var x = graph.input("x", FOUR);
    var a = graph.apply(new Add(), x, x);
    var b = graph.apply(new Add(), a, x);
    assertEquals(List.of(x, a, b), Walk.order(List.of(b, a)));
    assertEquals(List.of(a, x, b), Walk.order(List.of(b), Set.of(a)));
  }

  @Test
  void aFunctionIsAppliedInAnotherGraphToOtherShapes() {
    var body =
        Parse.function(
            "function f(a: f32[4, 6], b: f32[6, 8]) -> (y) { y = matmul(a, b) }",
            TestOperators.ALL);
    var graph = new Graph();
    var a = graph.input("p", TensorType.of(DType.F32, 1, 2));
    var b = graph.input("q", TensorType.of(DType.F32, 2, 3));
    var y = Inline.apply(body, List.of(a, b)).getFirst();
    assertSame(graph.apply(new MatMul(), a, b), y);
    var few = assertThrows(IllegalArgumentException.class, () -> Inline.apply(body, List.of(a)));
    assertEquals("function f: has 2 inputs, not 1", few.getMessage());
    var wrong =
        assertThrows(IllegalArgumentException.class, () -> Inline.apply(body, List.of(b, b)));
    assertEquals("matmul: inner sizes differ: a is f32[2, 3], b is f32[2, 3]", wrong.getMessage());
    var open =
        assertThrows(
            IllegalArgumentException.class,
            () -> Inline.apply(body.outputs(), Map.of(), new Graph()));
    assertEquals("inline: no argument is given for input a: f32[4, 6]", open.getMessage());
  }

  @Test
  void sizesBecomeNumbers() {
    var text =
        """
        function f(x: f32[n:1..64, 6], w: f32[6, m:1..8 * 2]) -> (y) {
          v0 = matmul(x, w) : f32[n, m * 2]
          y = derived[label="t", meaning=indexed [i, j] over k < m = a0[j, i] + f32(n - k), result=f32[m * 2, n]](v0) : f32[m * 2, n]
        }\
        """
            .replace("over k < m = a0[j, i] + f32(n - k)", "= a0[j, i] + f32(n - m)");
    var function = Parse.function(text, TestOperators.ALL);
    assertEquals(
        "[Size[name=n, min=1, max=64], Size[name=m, min=1, max=8]]",
        Specialise.sizes(function).toString());
    var constant = Specialise.apply(function, Map.of("n", 5L, "m", 3L));
    Verify.function(constant);
    assertEquals(
        """
        function f(x: f32[5, 6], w: f32[6, 6]) -> (y) {
          v0 = matmul(x, w) : f32[5, 6]
          y = derived[label="t", meaning=indexed [i, j] = a0[j, i] + f32(2), result=f32[6, 5]](v0) : f32[6, 5]
        }\
        """,
        Text.of(constant));
    var missing =
        assertThrows(
            IllegalArgumentException.class, () -> Specialise.apply(function, Map.of("n", 5L)));
    assertEquals("size m: no number is given for it; given are [n]", missing.getMessage());
    var outside =
        assertThrows(
            IllegalArgumentException.class,
            () -> Specialise.apply(function, Map.of("n", 65L, "m", 1L)));
    assertEquals("size n: 65 is outside its bounds 1..64", outside.getMessage());
  }

  @Test
  void aFunctionOfTwoGraphsIsRefused() {
    var x = new Graph().input("x", FOUR);
    var y = new Graph().input("y", FOUR);
    refused(
        Function.of("f", List.of(x, y), List.of(x)),
        "function f: input: f32[4]: belongs to another graph");
  }

  @Test
  void anInputThatIsNotDeclaredIsRefused() {
    var graph = new Graph();
    var x = graph.input("x", FOUR);
    var hidden = graph.input("hidden", FOUR);
    var sum = graph.apply(new Add(), x, hidden);
    refused(
        Function.of("f", List.of(x), List.of(sum)),
        "function f: input hidden: f32[4] is used but not declared");
  }

  @Test
  void namesThatStandTwiceAreRefused() {
    var graph = new Graph();
    var x = graph.input("x", FOUR);
    refused(
        new Function("f", List.of(x, x), List.of(x), List.of("y")),
        "function f: two inputs are named x");
    refused(
        new Function("f", List.of(x), List.of(x, x), List.of("y", "y")),
        "function f: two outputs are named y");
  }

  @Test
  void anOperatorThatChangesItsMindIsRefused() {
    record Fickle(boolean[] changed) implements Operator {
      @Override
      public List<Type> infer(List<Type> args) {
        return List.of(TensorType.of(DType.F32, changed[0] ? 5 : 4));
      }

      @Override
      public Meaning meaning(List<Type> args) {
        throw new IllegalStateException("fickle: has none");
      }
    }

    var graph = new Graph();
    var x = graph.input("x", FOUR);
    var fickle = new Fickle(new boolean[1]);
    var function = Function.of("f", List.of(x), List.of(graph.apply(fickle, x)));
    Verify.function(function);
    fickle.changed()[0] = true;
    refused(function, "function f: fickle: f32[4]: the operator infers [f32[5]]");
  }

  private static void refused(Function function, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Verify.function(function));
    assertEquals(message, e.getMessage());
  }
}
