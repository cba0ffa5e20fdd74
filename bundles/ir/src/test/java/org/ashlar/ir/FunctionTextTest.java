package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The text of functions: what it looks like, that it reads back, and what a wrong one is told.
class FunctionTextTest {
  private static Function parse(String text) {
    return Parse.function(text, TestOperators.ALL);
  }

  private static void readsBack(String text) {
    var function = parse(text);
    Verify.function(function);
    assertEquals(text, Text.of(function));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function identity(x: f32[4]) -> (x) {\n}",
        "function renamed(x: f32[4]) -> (y = x) {\n}",
        "function unused(x: f32[4], y: i64[]) -> (x) {\n}",
        "function `my net`(`x:0`: f32[4], `let`: f32[4]) -> (`out\\n`) {\n  `out\\n` = add(`x:0`, `let`) : f32[4]\n}",
        "function hosts(s: seq<f32[2]>, o: optional<seq<i64[]>>, m: map<i64, f32[1]>, t: string[2]) -> (s, t) {\n}",
        """
        function mlp(x: f32[n:1..64, 6], w: f32[6, 8], u: f32[n, 8]) -> (y) {
          v0 = matmul(x, w) : f32[n, 8]
          v1 = test.ops.scale@2[alpha=0.1](v0) : f32[n, 8]
          v2 = test.ops.scale@2(v1) : f32[n, 8]
          y = add(v2, u) : f32[n, 8]
        }\
        """,
        """
        function twice(x: f32[4]) -> (v0, y = v0, z) {
          v0 = add(x, x) : f32[4]
          z = add(v0, x) : f32[4]
        }\
        """,
        """
        function results(x: f32[4]) -> (y) {
          y, v0 = split(x) : f32[4], i64[2]
        }\
        """,
        """
        function clash(x: f32[4], v0: f32[4]) -> (x = v1) {
          v1 = add(x, v0) : f32[4]
        }\
        """,
        """
        function strange(x: f32[4]) -> (y) {
          v0 = none.such.topk@3[k=3, names=["]", `)`], f=f(x) { y }](x) : f32[3]
          y, v1 = plain(v0, x) : f32[3], seq<f32[n:0..4]>
        }\
        """,
        """
        function words(x: f32[4]) -> (y) {
          v0 = and(x) : f32[4]
          y = `a-b.c d`@2[k](v0) : f32[4]
        }\
        """,
        """
        function nested(x: f32[4]) -> (y) {
          v0 = apply[body=function body(a: f32[4]) -> (b) {
            b = add(a, a) : f32[4]
          }](x) : f32[4]
          y = derived[label="d_x", meaning=indexed [i] over j < 4 by sum(f32) = a0[i] * a0[j], result=f32[4]](v0) : f32[4]
        }\
        """,
      })
  void functionsReadBack(String text) {
    readsBack(text.stripTrailing());
  }

  @Test
  void attributesReadBack() {
    readsBack(
        "function f() -> (y) {\n  y = many[whole=-3, small=7, single=1.0e-5, wide=inf, flag=true, word=\"a\\\"b\\u00e9\","
            + " dtype=bf16, shape=[2, n:1..4], type=f32[2], colour=dark_blue, wholes=[1, -2], reals=[0.1, nan],"
            + " words=[\"x\", \"\"], axes=[i < 4], maybe=3, maybeWord=\"none\", reducer=argmax(f32)]() : f32[2]\n}");
  }

  @Test
  void defaultsAreLeftOutAndFilledIn() {
    assertEquals("many", Text.of(new TestOperators.Many()));
    assertEquals("test.ops.scale@2[alpha=0.1]", Text.of(new TestOperators.Scale(0.1f)));
    var parsed = parse("function f(x: f32[1]) -> (y) { y = test.ops.scale@2(x) }");
    assertEquals(new TestOperators.Scale(0.5f), parsed.outputs().getFirst().op());
  }

  @Test
  void whatIsNotProvidedKeepsItsText() {
    var parsed = parse("function f(x: f32[1]) -> (y) { y = a.b.c@7[k = {1, [2]}](x) : f32[3] }");
    var unknown = assertInstanceOf(Unknown.class, parsed.outputs().getFirst().op());
    assertEquals(
        new Unknown("a.b", "c", 7, "k = {1, [2]}", List.of(TensorType.of(DType.F32, 3))), unknown);
    var e = assertThrows(IllegalStateException.class, () -> unknown.meaning(List.of()));
    assertEquals("a.b.c@7: nobody provides this operator now", e.getMessage());
  }

  @Test
  void aDeepFunctionNeedsNoStack() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    var y = x;
    for (int i = 0; i < 20_000; i++) {
      y = graph.apply(new TestOperators.Add(), y, x);
    }
    var text = Text.of(Function.of("deep", List.of(x), List.of(y)));
    var parsed = parse(text);
    Verify.function(parsed);
    assertEquals(text, Text.of(parsed));
  }

  @Test
  void meaningsReadBack() {
    for (var text :
        List.of(
            "pointwise max(a0, 0.0)",
            "indexed [i, j] = a0[j, i]",
            "indexed [] over k < 6 by max(f32) = a0[k]",
            "indexed [i, j] over k < 6, l < k + n:1..8 by sum(f16) = f32(a0:f16[i, k])",
            "indexed [i] over k < 6 by argmax(f32) = a0[i, k]; k",
            "indexed [i] over k < 6 by reducer mean [0.0, 0.0] merge [s0 + t0, s1 + t1] finish s0 / s1 = a0[i, k]; 1.0",
            "scanned [i, j] along j by sum(f32) exclusive reverse = a0[i, j]",
            "scattered [i] initial a0[i] over j < 4 at [a1:i64[j]] add= a2[j]",
            "composed function body(a: f32[4]) -> (b) {\n  b = add(a, a) : f32[4]\n}")) {
      assertEquals(text, Text.of(Parse.meaning(text, TestOperators.ALL)));
    }
    assertEquals(
        new TestOperators.MatMul()
            .meaning(List.of(TensorType.of(DType.F32, 4, 6), TensorType.of(DType.F32, 6, 8))),
        Parse.meaning("indexed [i, j] over k < 6 by sum(f32) = a0[i, k] * a1[k, j]"));
  }

  @Test
  void wrongMeaningsAreToldWithTheirPlace() {
    wrongMeaning(
        "opaque",
        "line 1, column 1: a meaning with a text expected: 'opaque' stands for a host function, which"
            + " has none");
    wrongMeaning(
        "reduced [i] = 0.0",
        "line 1, column 1: one of pointwise, indexed, scanned, scattered, composed, chosen,"
            + " repeated expected, found 'reduced'");
    wrongMeaning(
        "indexed [i] over k < 6 by mean(f32) = a0[k]",
        "line 1, column 27: one of none, sum, product, max, min,"
            + " argmax or 'reducer' expected, found 'mean'");
    wrongMeaning(
        "indexed [i] over k < 6 by argmax(f32) = a0[k]",
        "line 1, column 45: meaning: argmax has 2 states, the body 1");
    wrongMeaning("indexed [i] = a0[k]", "line 1, column 18: unknown name 'k'; known here: i");
  }

  private static void wrongMeaning(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> Parse.meaning(text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void wrongFunctionsAreToldWithTheirPlace() {
    wrong(
        "function f(x: f32[4]) -> (y) { y = add(x, z) }",
        "line 1, column 43: unknown value 'z'; known here: x");
    wrong(
        "function f(x: f32[4]) -> (y) {\n}", "line 1, column 27: unknown value 'y'; known here: x");
    wrong(
        "function f(x: f32[4], x: f32[4]) -> (x) { }",
        "line 1, column 23: two inputs are named 'x'");
    wrong("function f(x: f32[4]) -> (x, x) { }", "line 1, column 30: two outputs are named 'x'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = add(x, x) y = add(x, y) }",
        "line 1, column 46: two values are named 'y'");
    wrong(
        "function f(a: f32[6, 8], b: f32[4, 6]) -> (y) { y = matmul(a, b) }",
        "line 1, column 53: matmul: inner sizes differ: a is f32[6, 8], b is f32[4, 6]");
    wrong(
        "function f(x: f32[4]) -> (y) { y = add(x, x) : f32[5] }",
        "line 1, column 32: y: declared as f32[5], add gives f32[4]");
    wrong(
        "function f(x: f32[4]) -> (y) { y = split(x) }",
        "line 1, column 32: 2 results are made, 1 are named");
    wrong(
        "function f(x: f32[4]) -> (y) { y, z = split(x) : f32[4] }",
        "line 1, column 32: 2 results are made, 1 types are declared");
    wrong(
        "function f(x: f32[4]) -> (y) { y = gone(x) }",
        "line 1, column 36: gone: nobody provides this operator now, so"
            + " the types of its results must stand after ':'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = strict[width=3](x) }",
        "line 1, column 43: strict: has no attribute width; it has size, sizes");
    wrong(
        "function f(x: f32[4]) -> (y) { y = add[width=3](x, x) }",
        "line 1, column 40: add: has no attribute width; it has none");
    wrong(
        "function f(x: f32[4]) -> (y) { y = strict[size=3, size=4](x) }",
        "line 1, column 51: strict: attribute size stands twice");
    wrong(
        "function f(x: f32[4]) -> (y) { y = strict[size=-3](x) }",
        "line 1, column 36: strict: size must not be negative: -3");
    wrong(
        "function f(x: f32[4]) -> (y) { y = strict[size=0.5](x) }",
        "line 1, column 48: a whole number expected, found '0.5'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = many[flag=3](x) }",
        "line 1, column 46: true or false expected, found '3'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = many[word=x](x) }",
        "line 1, column 46: a string expected, found 'x'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = many[colour=blue](x) }",
        "line 1, column 48: one of red, dark_blue expected, found 'blue'");
    wrong(
        "function f(x: f32[4]) -> (y) { y = many[word=\"x](x) }",
        "line 1, column 46: a quote that is closed on its line expected, found \"x](x) }");
    wrong(
        "function f(x: f32[4]) -> (y) { y = gone[(](x) : f32[4] }",
        "line 1, column 42: ')' expected, found ']'");
    wrong("function f(x f32[4])", "line 1, column 14: ':' expected, found 'f32'");
    wrong("function f(x: f32[4]) (x) { }", "line 1, column 23: '->' expected, found '('");
    wrong(
        "function f(x: f32[4]) -> (x) {",
        "line 1, column 31: a value or '}' expected, found the end of the text");
    wrong(
        "function f(x: f32[4]) -> (x) { } x",
        "line 1, column 34: the end of the text expected, found 'x'");
    wrong("kernel k()", "line 1, column 1: 'function' expected, found 'kernel'");
    wrong(
        "function f(x: f32[-1]) -> (x) { }",
        "line 1, column 21: shape: sizes must not be negative: -1");
    wrong(
        "function f(x: " + "seq<".repeat(300) + "f32[1]",
        "line 1, column 815: nested deeper than 200");
  }

  private static void wrong(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> parse(text));
    assertEquals(message, e.getMessage());
  }
}
