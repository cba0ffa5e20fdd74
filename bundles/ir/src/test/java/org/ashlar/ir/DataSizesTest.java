package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.TestOperators.Add;
import org.junit.jupiter.api.Test;

/// Sizes that an operator brings in.
class DataSizesTest {
  private static final Vocabulary KNOWN =
      id ->
          id.name().equals("picked")
              ? Vocabulary.of(List.of(new Picked("n"))).find(id)
              : TestOperators.ALL.find(id);

  @Test
  void aSizeInAResultAloneIsFresh() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    var picked = graph.apply(new Picked("n"), x);
    var sum = graph.apply(new Add(), picked, picked);
    assertEquals(Map.of("n", new Expr.Size("n", 0, 4)), DataSizes.fresh(picked));
    assertEquals(Map.of(), DataSizes.fresh(sum));
    assertEquals(Map.of("n", picked), DataSizes.of(List.of(sum)));
  }

  @Test
  void theCallThatBringsASizeInComesBeforeThoseThatSayIt() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    var picked = graph.apply(new Picked("n"), x);
    var zero =
        graph.apply(
            new Derived(
                "zeros",
                Meaning.Indexed.of(List.of(new Expr.Index("i")), Expr.of(DType.F32, 0)),
                (TensorType) picked.type()));
    var sum = graph.apply(new Add(), zero, picked);
    assertEquals(Set.of("n"), DataSizes.used(zero));
    assertEquals(List.of(zero, x, picked, sum), Walk.order(List.of(sum)));
    assertEquals(List.of(x, picked, zero, sum), DataSizes.order(List.of(sum)));
  }

  @Test
  void aSizeThatDependsOnDataStaysWhereOthersBecomeNumbers() {
    var text =
        """
        function f(x: f32[b:1..64]) -> (y) {
          v0 = picked[count="n"](x) : f32[n:0..64]
          v1 = derived[label="t", meaning=indexed [i] = a0[i] + f32(n), result=f32[n]](v0) : f32[n]
          y = add(v0, v1) : f32[n]
        }\
        """;
    var function = Parse.function(text, KNOWN);
    assertEquals(text, Text.of(function));
    Verify.function(function);
    var eight = Specialise.apply(function, Map.of("b", 8L));
    Verify.function(eight);
    assertEquals(text.replace("b:1..64", "8").replace("0..64", "0..8"), Text.of(eight));
  }

  @Test
  void oneNameIsOneCall() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    var y = graph.input("y", TensorType.of(DType.F32, 4));
    var twice =
        graph.apply(new Add(), graph.apply(new Picked("n"), x), graph.apply(new Picked("n"), y));
    var function = Function.of("f", List.of(x, y), List.of(twice));
    assertEquals(
        "function f: picked: f32[n:0..4]: size n: is that of picked: f32[n:0..4] already: give it"
            + " another name",
        assertThrows(IllegalArgumentException.class, () -> Verify.function(function)).getMessage());
  }

  @Test
  void aTensorTellsTheNumbersOfATypesSizes() {
    var n = new Expr.Size("n", 0, 4);
    var type = new TensorType(DType.F32, new Shape(List.of(n, n.times(2))));
    var numbers = new HashMap<String, Long>();
    assertTrue(DataSizes.read(type, TensorData.zeros(DType.F32, 3, 6), numbers));
    assertEquals(Map.of("n", 3L), numbers);
    assertFalse(DataSizes.read(type, TensorData.zeros(DType.F32, 2, 4), numbers));
    assertFalse(DataSizes.read(type, TensorData.zeros(DType.F32, 3, 5), new HashMap<>()));
    assertFalse(DataSizes.read(type, TensorData.zeros(DType.F32, 5, 10), new HashMap<>()));
    assertFalse(DataSizes.read(type, TensorData.zeros(DType.I32, 3, 6), new HashMap<>()));
  }

  /// Some of the elements of a vector.
  public record Picked(String count) implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      var all = Bounds.of(((TensorType) args.getFirst()).size(0), Map.of());
      return List.of(
          new TensorType(DType.F32, new Shape(List.of(new Expr.Size(count, 0, all.max())))));
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque("some of the elements", data -> data);
    }
  }
}
