package org.ashlar.ir.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Unknown;
import org.junit.jupiter.api.Test;

class BoundTest {
  private static final TensorType TYPE = TensorType.of(DType.F32, 2);
  private final TensorData one = TensorData.of(new float[] {1, 2}, 2);
  private final TensorData two = TensorData.of(new float[] {3, 4}, 2);

  @Test
  void aSequenceIsTakenApartAndPutTogether() {
    var graph = new Graph();
    var a = graph.input("s.0", TYPE);
    var b = graph.input("s.1", TYPE);
    var function = Function.of("f", List.of(a, b), List.of(b, a));
    var bound =
        new Bound(
            new Model(function, Map.of(), Map.of()),
            List.of(new Bound.Leaf("s", List.of(0)), new Bound.Leaf("s", List.of(1))),
            Map.of(
                "turned",
                new Part.Items(TYPE, List.of(new Part.Computed(0), new Part.Computed(1)))),
            Set.of(),
            0,
            Map.of());
    var given = new Datum.Sequence(TYPE, List.of(one, two));
    assertEquals(List.of(one, two), bound.arguments(Map.of("s", given)));
    assertEquals(
        new Datum.Sequence(TYPE, List.of(two, one)),
        bound.outputs(List.of(two, one)).get("turned"));
    var shorter = new Datum.Sequence(TYPE, List.of(one));
    var refused =
        assertThrows(IllegalArgumentException.class, () -> bound.arguments(Map.of("s", shorter)));
    assertEquals("input s: has no item 1 at [1]", refused.getMessage());
  }

  @Test
  void whatIsNoTensorIsRefused() {
    var graph = new Graph();
    var a = graph.input("x", TYPE);
    var bound =
        Blueprint.of(new Model(Function.of("f", List.of(a), List.of(a)), Map.of(), Map.of()))
            .bind(Map.of("x", one), (f, all) -> List.of());
    assertEquals(Map.of("y", one), bound.outputs(bound.arguments(Map.of("x", one))));
    assertEquals(
        "input x: a tensor is needed, not optional<f32[2]>",
        assertThrows(
                IllegalArgumentException.class,
                () -> bound.arguments(Map.of("x", new Datum.Maybe(TYPE, Optional.empty()))))
            .getMessage());
    assertEquals(
        "input x: a tensor is needed, not nothing",
        assertThrows(IllegalArgumentException.class, () -> bound.arguments(Map.of())).getMessage());
  }

  @Test
  void aProgramTellsWhatItLacksAtOnce() {
    var graph = new Graph();
    var x = graph.input("x", TYPE);
    var y = graph.apply(new Unknown("com.acme", "swirl", 3, "", List.of(TYPE)), x);
    var z = graph.apply(new Unknown("com.acme", "swirl", 3, "", List.of(TYPE)), y);
    var model = new Model(Function.of("f", List.of(x), List.of(z)), Map.of("w", one), Map.of());
    var blueprint = Blueprint.of(model);
    assertEquals(
        "[com.acme.swirl@3 x 2 (swirl_0, swirl_1): nobody provides it]",
        blueprint.gaps().toString());
    assertEquals(List.of(new Port("x", TYPE, false)), blueprint.inputs());
  }
}
