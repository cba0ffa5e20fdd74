package org.ashlar.operators.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.junit.jupiter.api.Test;

/// What the host functions give, by examples.
class OrderTest {
  private static final double NAN = Double.NaN;

  @Test
  void equalElementsKeepTheirOrderAndNanIsLargest() {
    var x = floats(2, NAN, -0.0, 1, 0.0, 2);
    assertNumbers(call(new Sort(), x).get(1), 2, 4, 3, 0, 5, 1);
    assertNumbers(call(new Sort(0, true), x).get(1), 1, 0, 5, 3, 2, 4);
    assertNumbers(call(new TopK(2, 0, true), x).get(1), 1, 0);
    assertNumbers(call(new TopK(3, 0, false), x).get(0), -0.0, 0, 1);
  }

  @Test
  void largeWholeNumbersAreComparedExactly() {
    var x = TensorData.zeros(DType.U64, 3);
    x.set(0, -1);
    x.set(1, -2);
    x.set(2, 7);
    assertNumbers(call(new Sort(), x).get(1), 2, 1, 0);
    var y = TensorData.zeros(DType.I64, 3);
    y.set(0, (1L << 60) + 1);
    y.set(1, 1L << 60);
    y.set(2, -1);
    assertNumbers(call(new Sort(), y).get(1), 2, 1, 0);
  }

  @Test
  void sortingGoesAlongTheAxis() {
    var x = TensorData.of(DType.F32, new double[] {3, 1, 2, 0, 5, 4}, 3, 2);
    assertNumbers(call(new Sort(0, false), x).get(0), 2, 0, 3, 1, 5, 4);
    assertNumbers(call(new Sort(1, false), x).get(0), 1, 3, 0, 2, 4, 5);
  }

  /// The examples of ONNX, operators NonZero and Unique.
  @Test
  void placesAndUniqueElementsAreThoseOfOnnx() {
    var x = TensorData.of(DType.BOOL, new double[] {1, 0, 1, 1}, 2, 2);
    var places = call(new NonZero(), x).getFirst();
    assertArrayEquals(new long[] {2, 3}, places.sizes());
    assertNumbers(places, 0, 1, 1, 0, 0, 1);

    var sorted = call(new Unique(), floats(2, 1, 1, 3, 4, 3));
    assertNumbers(sorted.get(0), 1, 2, 3, 4);
    assertNumbers(sorted.get(1), 1, 0, 3, 4);
    assertNumbers(sorted.get(2), 1, 0, 0, 2, 3, 2);
    assertNumbers(sorted.get(3), 2, 1, 2, 1);

    var asTheyCome = call(new Unique("n", false, Optional.empty()), floats(2, 1, 1, 3, 4, 3));
    assertNumbers(asTheyCome.get(0), 2, 1, 3, 4);
    assertNumbers(asTheyCome.get(1), 0, 1, 3, 4);
    assertNumbers(asTheyCome.get(2), 0, 1, 1, 2, 3, 2);
    assertNumbers(asTheyCome.get(3), 1, 2, 2, 1);

    var rows = TensorData.of(DType.F32, new double[] {1, 0, 0, 1, 0, 0, 2, 3, 4}, 3, 3);
    var unique = call(new Unique("n", true, Optional.of(0L)), rows);
    assertArrayEquals(new long[] {2, 3}, unique.get(0).sizes());
    assertNumbers(unique.get(0), 1, 0, 0, 2, 3, 4);
    assertNumbers(unique.get(1), 0, 2);
    assertNumbers(unique.get(2), 0, 0, 1);
    assertNumbers(unique.get(3), 2, 1);
  }

  /// The examples of ONNX, operator NonMaxSuppression.
  @Test
  void boxesAreSuppressedAsOnnxSays() {
    var corners =
        boxes(
            0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 0, 100, 1,
            101);
    var flipped =
        boxes(
            1, 1, 0, 0, 0, 0.1, 1, 1.1, 0, 0.9, 1, -0.1, 0, 10, 1, 11, 1, 10.1, 0, 11.1, 1, 101, 0,
            100);
    var centers =
        boxes(
            0.5, 0.5, 1, 1, 0.5, 0.6, 1, 1, 0.5, 0.4, 1, 1, 0.5, 10.5, 1, 1, 0.5, 10.6, 1, 1, 0.5,
            100.5, 1, 1);
    var scores = TensorData.of(DType.F32, new double[] {0.9, 0.75, 0.6, 0.95, 0.5, 0.3}, 1, 1, 6);
    var all = new NonMaxSuppression("n", false, 3, 0.5, Optional.of(0.0));
    assertNumbers(call(all, corners, scores).getFirst(), 0, 0, 3, 0, 0, 0, 0, 0, 5);
    assertNumbers(call(all, flipped, scores).getFirst(), 0, 0, 3, 0, 0, 0, 0, 0, 5);
    assertNumbers(
        call(new NonMaxSuppression("n", true, 3, 0.5, Optional.of(0.0)), centers, scores)
            .getFirst(),
        0,
        0,
        3,
        0,
        0,
        0,
        0,
        0,
        5);
    assertNumbers(
        call(new NonMaxSuppression("n", false, 2, 0.5, Optional.of(0.0)), corners, scores)
            .getFirst(),
        0,
        0,
        3,
        0,
        0,
        0);
    assertNumbers(
        call(new NonMaxSuppression("n", false, 3, 0.5, Optional.of(0.4)), corners, scores)
            .getFirst(),
        0,
        0,
        3,
        0,
        0,
        0);
    var nothing = call(new NonMaxSuppression(), corners, scores).getFirst();
    assertArrayEquals(new long[] {0, 3}, nothing.sizes());
  }

  @Test
  void meaningsSayWhatTheyComputeInWords() {
    assertEquals(
        "opaque: the places of the elements that are not zero, a column each, in row-major order",
        Text.of(meaning(new NonZero(), floats(1))));
    assertEquals(
        "opaque: the 2 largest elements along dimension 0, in order, of equal ones the first, NaN"
            + " as the largest; and the places that they had",
        Text.of(meaning(new TopK(2, -1, true), floats(1, 2, 3))));
  }

  private static TensorData boxes(double... numbers) {
    return TensorData.of(DType.F32, numbers, 1, 6, 4);
  }

  private static TensorData floats(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static Meaning meaning(Operator op, TensorData... args) {
    return op.meaning(Arrays.stream(args).map(a -> (Type) a.type()).toList());
  }

  private static List<TensorData> call(Operator op, TensorData... args) {
    return ((Meaning.Opaque) meaning(op, args)).reference().apply(List.of(args));
  }

  private static void assertNumbers(TensorData data, double... numbers) {
    assertArrayEquals(numbers, data.toDoubles());
  }
}
