package org.ashlar.onnx.order;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// Orders and choices at every version.
final class OrderTest {
  private static final TensorData X = TensorData.of(DType.F32, new double[] {3, 1, 3, 2}, 4);

  @Test
  void topKTakesItsNumberAsAttributeThenAsInput() {
    assertTop(OneNode.of("TopK", 1).input(X).with("k", 2), 3, 3, 0, 2);
    assertTop(OneNode.of("TopK", 10).input(X).input(2), 3, 3, 0, 2);
    assertTop(OneNode.of("TopK", 11).input(X).input(2).with("largest", 0), 1, 2, 1, 3);
  }

  private static void assertTop(OneNode node, double a, double b, double i, double j) {
    var results = node.run(2);
    assertArrayEquals(new double[] {a, b}, numbers(results.getFirst()));
    assertArrayEquals(new double[] {i, j}, numbers(results.getLast()));
  }

  @Test
  void uniqueGivesItsPlacesCountsAndWay() {
    var results = OneNode.of("Unique", 11).input(X).run(4);
    assertEquals(
        List.of(
            List.of(1.0, 2.0, 3.0),
            List.of(1.0, 3.0, 0.0),
            List.of(2.0, 0.0, 2.0, 1.0),
            List.of(1.0, 1.0, 2.0)),
        lists(results));
    var unsorted = OneNode.of("Unique", 11).input(X).with("sorted", 0).run(1);
    assertArrayEquals(new double[] {3, 1, 2}, numbers(unsorted.getFirst()));
  }

  @Test
  void uniqueOrdersStrings() {
    var results = OneNode.of("Unique", 11).input("b", "", "b", "a").run(4);
    assertEquals(new Term.Strings(new long[] {3}, List.of("", "a", "b")), results.getFirst());
    assertArrayEquals(new double[] {2, 0, 2, 1}, numbers(results.get(2)));
  }

  @Test
  void nothingIsKeptWhereNothingMayBe() {
    var boxes = TensorData.zeros(DType.F32, 1, 2, 4);
    var scores = TensorData.zeros(DType.F32, 1, 1, 2);
    var y = OneNode.of("NonMaxSuppression", 10).input(boxes).input(scores).run();
    assertArrayEquals(new long[] {0, 3}, y.sizes());
  }

  @Test
  void nonZeroGivesARowADimension() {
    var y = OneNode.of("NonZero", 13).input(counted(3)).run();
    assertArrayEquals(new double[] {1, 2}, y.toDoubles());
  }

  private static double[] numbers(Term term) {
    return ((Term.Known) term).data().toDoubles();
  }

  private static List<List<Double>> lists(List<Term> terms) {
    return terms.stream().map(t -> java.util.Arrays.stream(numbers(t)).boxed().toList()).toList();
  }
}
