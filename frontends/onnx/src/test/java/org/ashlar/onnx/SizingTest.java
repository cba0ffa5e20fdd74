package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Walk;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Arithmetic on sizes: nothing of it reaches the program, and it computes what the reference does.
final class SizingTest {
  private static final String HEAD =
      """
      opset %d
      in x f32[%s, 7, 2]
      s = Shape(x)
      init i0 i64[] 0
      init i1 i64[1] 1
      init i2 i64[1] -1
      init three i64[] 3
      init two i64[1] 2
      init parts i64[2] 1 2
      init mask bool[3] 1 0 1
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "13 | r = Gather(s, i0)",
        "13 | r = Gather(s, i2)",
        "13 | r = Slice(s, i1, three32)",
        "13 | r = Concat<axis=0>(s, i1, s)",
        "13 | r = Unsqueeze(s, i1)",
        "11 | r = Unsqueeze<axes=[0, 2]>(s)",
        "13 | t = Gather(s, i1); r = Squeeze(t)",
        "13 | r = Reshape(s, i2)",
        "13 | r = Add(s, three)",
        "13 | r = Sub(three, s)",
        "13 | r = Mul(s, s)",
        "13 | r = Div(s, three)",
        "13 | t = Sub(three, s); r = Div(t, two)",
        "13 | t = Sub(three, s); r = Mod(t, three)",
        "13 | t = Sub(three, s); r = Mod<fmod=1>(t, three)",
        "13 | r = Min(s, three)",
        "13 | r = Max(s, three, i1)",
        "13 | t = Sub(three, s); r = Abs(t)",
        "13 | r = Neg(s)",
        "13 | r = Where(mask, s, three)",
        "13 | r = Equal(s, three)",
        "13 | t = Less(s, three); r = Not(t)",
        "13 | t = GreaterOrEqual(s, three); r = And(t, mask)",
        "13 | t = LessOrEqual(s, three); r = Or(t, mask)",
        "13 | t = Greater(s, three); r = Cast<to=7>(t)",
        "13 | r = Cast<to=6>(s)",
        "13 | r = Cast<to=9>(s)",
        "13 | r = ReduceProd<keepdims=0>(s)",
        "13 | r = ReduceSum(s)",
        "13 | r = ReduceMax(s)",
        "13 | r = ReduceMin<keepdims=0>(s)",
        "13 | t = Gather(s, i0); r = Range(i0, t, three)",
        "13 | r = Expand(s, two3)",
        "13 | r, u = Split<axis=0>(s, parts)",
        "13 | t = Shape(s); r = ConstantOfShape(t)",
        "13 | r = Size(x)",
        "5 | r = Cast<to=\"INT64\">(s)",
      })
  void isWhatTheReferenceComputes(int opset, String nodes) {
    var text =
        HEAD.formatted(opset, "5")
            + "init three32 i64[1] 3\ninit two3 i64[2] 2 3\n"
            + nodes.replace("; ", "\n")
            + "\nout r\n";
    var data = TensorData.zeros(DType.F32, 5, 7, 2);
    var folded = Written.run(text, "x", data).get("r");
    // the same on numbers that are given
    var plain =
        text.replace("s = Shape(x)", "s = Identity(given)")
            .replace("opset", "in given i64[3]\nopset");
    var shape = TensorData.of(DType.I64, new double[] {5, 7, 2}, 3);
    var computed = Written.run(plain, "x", data, "given", shape).get("r");
    assertEquals(hex((TensorData) computed), hex((TensorData) folded), nodes);
  }

  private static String hex(TensorData data) {
    var words = new StringBuilder(data.type().toString());
    for (long i = 0; i < data.elements(); i++) {
      words.append(' ').append(data.bits(i));
    }
    return words.toString();
  }

  /// Computed from sizes alone, a program has nothing to compute.
  @ParameterizedTest
  @CsvSource({"5", "n"})
  void leavesNothing(String first) {
    var text =
        HEAD.formatted(13, first)
            + """
            a = Gather(s, i0)
            b = Mul(a, three)
            c = Unsqueeze(b, i00)
            d = Concat<axis=0>(c, i2)
            r = Reshape(y, d)
            y = Concat<axis=0>(x, x, x)
            out r
            init i00 i64[1] 0
            """;
    var bound =
        Written.blueprint(text)
            .bind(
                Map.<String, Datum>of("x", TensorData.zeros(DType.F32, 5, 7, 2)),
                NodeTests::evaluate);
    var operators =
        Walk.order(bound.model().function().outputs()).stream()
            .filter(v -> !(v.op() instanceof Input))
            .map(v -> v.op().name())
            .toList();
    assertEquals("[concat, reshape]", operators.toString());
    assertEquals(Map.of(), bound.model().variables());
    if (first.equals("n")) {
      assertEquals(
          "f32[n:0..2147483647 * 3, 14]",
          Written.blueprint(text).model().function().outputs().getFirst().type().toString());
    }
  }
}
