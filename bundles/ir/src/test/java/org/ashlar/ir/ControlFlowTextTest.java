package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Control flow as text, and what a body must look like.
class ControlFlowTextTest {
  private static final String STEP =
      """
      function f(t: i64[], s: f32[4], x: f32[4]) -> (y, z = y) {
        y = add(s, x) : f32[4]
      }\
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        chosen function f(x: f32[4]) -> (x) {
        } else function g(x: f32[4]) -> (y) {
          y = add(x, x) : f32[4]
        }\
        """,
        "repeated carried 1 sequences 1 times 5 " + STEP,
        "repeated carried 1 sequences 1 times n:0..9 * 2 reverse " + STEP,
        """
        repeated carried 1 sequences 0 conditional function f(t: i64[], go: bool[]) -> (go) {
        }\
        """,
        """
        repeated carried 1 sequences 0 times 3 conditional reverse function f(t: i64[], go: bool[]) -> (go, t) {
        }\
        """,
        """
        composed function f(x: f32[4]) -> (y) {
          y = derived[label="c", meaning=repeated carried 0 sequences 1 times 3 function g(t: i64[], e: f32[]) -> (e) {
          }, result=f32[4]](x) : f32[4]
        }\
        """,
      })
  void meaningsReadBack(String text) {
    assertEquals(text, Text.of(Parse.meaning(text, TestOperators.ALL)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "repeated: body f: its first input is the step, i64[], not f32[]|"
            + "repeated carried 0 sequences 0 times 1 function f(x: f32[]) -> (x) {}",
        "repeated: body f: takes the step, 1 carried and 1 elements: it has 2 inputs|"
            + "repeated carried 1 sequences 1 times 1 function f(t: i64[], x: f32[]) -> (x) {}",
        "repeated: body f: carried x is f32[4] before a step and i64[] after it|"
            + "repeated carried 1 sequences 0 times 1 function f(t: i64[], x: f32[4]) -> (t) {}",
        "repeated: body f: conditional: its first carried value must be bool[]|"
            + "repeated carried 1 sequences 0 conditional function f(t: i64[], x: f32[]) -> (x) {}",
        "repeated: body f: without a number of steps it must be conditional, with neither"
            + " sequences nor stacked results|"
            + "repeated carried 1 sequences 0 function f(t: i64[], x: f32[]) -> (x) {}",
        "repeated: body f: gives nothing|"
            + "repeated carried 0 sequences 0 times 2 function f(t: i64[]) -> () {}",
        "chosen: both functions must take the same: f [f32[4]], g [f32[2]]|"
            + "chosen function f(x: f32[4]) -> (x) {} else function g(x: f32[2]) -> (x) {}",
        "chosen: both functions must give the same: f [f32[4]], g [f32[4], f32[4]]|"
            + "chosen function f(x: f32[4]) -> (x) {} else function g(x: f32[4]) -> (x, y = x) {}",
      })
  void bodiesThatDoNotFitAreRefused(String message, String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Parse.meaning(text));
    assertEquals("line 1, column 1: " + message, e.getMessage());
  }

  @Test
  void sizesInsideBodiesBecomeNumbers() {
    var text =
        """
        function f(x: f32[n:1..64]) -> (y) {
          y = derived[label="c", meaning=repeated carried 1 sequences 0 times n function g(t: i64[], s: f32[n]) -> (z) {
            z = add(s, s) : f32[n]
          }, result=f32[n]](x) : f32[n]
        }\
        """;
    var function = Parse.function(text, TestOperators.ALL);
    assertEquals(text, Text.of(function));
    assertEquals(
        text.replace("n:1..64", "3").replace("[n]", "[3]").replace("times n", "times 3"),
        Text.of(Specialise.apply(function, Map.of("n", 3L))));
  }

  @Test
  void functionsInsideOperatorsAreVerified() {
    var graph = new Graph();
    var inside = graph.input("a", TensorType.of(DType.F32, 4));
    var outside = graph.input("b", TensorType.of(DType.F32, 4));
    var body = Function.of("body", List.of(inside), List.of(outside));
    var x = new Graph().input("x", TensorType.of(DType.F32, 4));
    var y = x.graph().apply(new TestOperators.Apply(body), x);
    var whole = Function.of("whole", List.of(x), List.of(y));
    var e = assertThrows(IllegalArgumentException.class, () -> Verify.function(whole));
    assertEquals(
        "function whole: apply: function body: input b: f32[4] is used but not declared",
        e.getMessage());
  }
}
