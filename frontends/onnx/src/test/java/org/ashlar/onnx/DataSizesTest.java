package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;

/// Sizes that numbers decide: they stay open in the program, or are settled where a structure hangs
/// on them.
final class DataSizesTest {
  private static TensorData floats(float... numbers) {
    return TensorData.of(numbers, numbers.length);
  }

  private static float[] numbers(Datum datum) {
    return ((TensorData) Objects.requireNonNull(datum)).toFloats();
  }

  private static final String KEPT =
      """
      in x f32[5]
      init zero i64[] 0
      init one i64[] 1
      p = NonZero(x)
      q = Squeeze<axes=[0]>(p)
      k = Gather(x, q)
      s = Shape(k)
      f = Cast<to=1>(s)
      m = Mul(k, f)
      """;

  /// A size that depends on data is read off as a number too.
  @Test
  void aSizeAsANumber() {
    var text = "opset 11\n" + KEPT + "out m\nout s\nout f\n";
    var x = floats(0, 2, 0, 3, 4);
    assertEquals(
        Set.of(), Written.blueprint(text).bind(Map.of("x", x), NodeTests::evaluate).settled());
    var outputs = Written.run(text, "x", x);
    assertArrayEquals(new float[] {3}, numbers(outputs.get("f")));
    assertArrayEquals(new float[] {6, 9, 12}, numbers(outputs.get("m")));
    assertArrayEquals(new float[] {3}, numbers(outputs.get("s")));
  }

  /// Only the size, of a value that is no output.
  @Test
  void aSizeAlone() {
    var text = "opset 11\n" + KEPT + "out s\n";
    assertArrayEquals(
        new float[] {2}, numbers(Written.run(text, "x", floats(0, 0, 7, 7, 0)).get("s")));
  }

  @Test
  void aCountOfStepsThatDataDecide() {
    var text =
        "opset 13\n"
            + KEPT.replace("<axes=[0]>(p)", "(p, ax)")
                .replace("init one", "init ax i64[1] 0\ninit one")
            + """
            n = Gather(s, zero)
            graph body
              in i i64[]
              in go bool[]
              in t f32[5]
              out go2
              out t2
              out e
              go2 = Identity(go)
              t2 = Add(t, x)
              e = Neg(t2)
            end
            y, all = Loop<body=@body>(n, , x)
            out y
            out all
            """;
    var x = floats(0, 2, 0, 3, 0);
    var outputs = Written.run(text, "x", x);
    assertArrayEquals(new float[] {0, 6, 0, 9, 0}, numbers(outputs.get("y")));
    assertEquals("f32[2, 5]", Objects.requireNonNull(outputs.get("all")).type().toString());
    assertEquals(
        Set.of("x"), Written.blueprint(text).bind(Map.of("x", x), NodeTests::evaluate).settled());
  }

  /// Inside a body that the run repeats or chooses.
  @Test
  void inBodies() {
    var text =
        """
        opset 11
        in x f32[4]
        in c bool[]
        graph then
          out a
          p = NonZero(x)
          q = Squeeze<axes=[0]>(p)
          k = Gather(x, q)
          a = ReduceSum<keepdims=0>(k)
        end
        graph other
          out b
          b = ReduceMax<keepdims=0>(x)
        end
        y = If<then_branch=@then, else_branch=@other>(c)
        out y
        """;
    var truth = TensorData.of(DType.BOOL, new double[] {1});
    assertArrayEquals(
        new float[] {5}, numbers(Written.run(text, "x", floats(0, 2, 0, 3), "c", truth).get("y")));
  }
}
