package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.junit.jupiter.api.Test;

/// Sequences and optionals: known when a model is bound, their items computed by the program.
final class SequenceTest {
  private static TensorData floats(float... numbers) {
    return TensorData.of(numbers, numbers.length);
  }

  private static float[] numbers(Datum datum) {
    return ((TensorData) Objects.requireNonNull(datum)).toFloats();
  }

  private static Datum sequence(TensorData... items) {
    return new Datum.Sequence(TensorType.of(DType.F32, 1), List.of(items));
  }

  @Test
  void itemsOfDifferentSizes() {
    var text =
        """
        in s seq(f32)
        in x f32[3]
        init one i64[] 1
        init last i64[] -1
        a = SequenceInsert(s, x, one)
        b = SequenceErase(a, last)
        n = SequenceLength(b)
        y = SequenceAt(b, last)
        z = ConcatFromSequence<axis=0>(b)
        out b
        out n
        out y
        out z
        """;
    var outputs = Written.run(text, "s", sequence(floats(1), floats(2, 3)), "x", floats(4, 5, 6));
    assertEquals(2, ((Datum.Sequence) outputs.get("b")).items().size());
    assertArrayEquals(new float[] {2}, numbers(outputs.get("n")));
    assertArrayEquals(new float[] {4, 5, 6}, numbers(outputs.get("y")));
    assertArrayEquals(new float[] {1, 4, 5, 6}, numbers(outputs.get("z")));
  }

  @Test
  void aPlaceGivenAtRunTimeIsSettled() {
    var text =
        """
        in s seq(f32)
        in i i64[]
        y = SequenceAt(s, i)
        out y
        """;
    var given =
        Map.<String, Datum>of(
            "s", sequence(floats(1), floats(2, 3)), "i", TensorData.scalar(DType.I64, 1));
    var blueprint = Written.blueprint(text);
    assertEquals(Set.of("i"), blueprint.bind(given, NodeTests::evaluate).settled());
    assertArrayEquals(new float[] {2, 3}, numbers(Written.run(blueprint, given).get("y")));
    var outside =
        Map.<String, Datum>of("s", sequence(floats(1)), "i", TensorData.scalar(DType.I64, 1));
    assertEquals(
        "y (SequenceAt, ai.onnx 21): position 1 is outside a sequence of 1 items",
        assertThrows(IllegalArgumentException.class, () -> Written.run(blueprint, outside))
            .getMessage());
  }

  @Test
  void splits() {
    var text =
        """
        in x f32[5, 2]
        init two i64[] 2
        init parts i64[2] 1 4
        a = SplitToSequence<axis=0>(x, two)
        b = SplitToSequence<axis=0>(x, parts)
        c = SplitToSequence<axis=1, keepdims=0>(x)
        d = SequenceConstruct(x, x, x)
        out a
        out b
        out c
        e = ConcatFromSequence<axis=1, new_axis=1>(d)
        out e
        """;
    var x = TensorData.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 2);
    var outputs = Written.run(text, "x", x);
    assertEquals("[f32[2, 2], f32[2, 2], f32[1, 2]]", types(outputs.get("a")));
    assertEquals("[f32[1, 2], f32[4, 2]]", types(outputs.get("b")));
    assertEquals("[f32[5], f32[5]]", types(outputs.get("c")));
    assertEquals("f32[5, 3, 2]", Objects.requireNonNull(outputs.get("e")).type().toString());
  }

  private static String types(Datum sequence) {
    return ((Datum.Sequence) sequence)
        .items().stream().map(item -> item.type().toString()).toList().toString();
  }

  /// The loop's sequence grows; nothing of it reaches a device but its items.
  @Test
  void aSequenceThatALoopCarries() {
    var text =
        """
        in x f32[1]
        init three i64[] 3
        s = SequenceEmpty()
        graph body
          in i i64[]
          in go bool[]
          in t seq(f32)
          out go2
          out t2
          go2 = Identity(go)
          f = Cast<to=1>(i)
          v = Add(x, f)
          t2 = SequenceInsert(t, v)
        end
        y = Loop<body=@body>(three, , s)
        z = ConcatFromSequence<axis=0>(y)
        out z
        """;
    assertArrayEquals(
        new float[] {10, 11, 12}, numbers(Written.run(text, "x", floats(10)).get("z")));
  }

  @Test
  void optionalInputs() {
    var text =
        """
        opset 18
        in o opt(f32[2])
        in x f32[2]
        h = OptionalHasElement(o)
        graph then
          out a
          a = OptionalGetElement(o)
        end
        graph other
          out b
          b = Identity(x)
        end
        y = If<then_branch=@then, else_branch=@other>(h)
        out y
        """;
    var there = Datum.Maybe.of(floats(7, 8));
    assertArrayEquals(
        new float[] {7, 8}, numbers(Written.run(text, "o", there, "x", floats(1, 2)).get("y")));
    assertArrayEquals(new float[] {1, 2}, numbers(Written.run(text, "x", floats(1, 2)).get("y")));
  }
}
