package org.ashlar.onnx.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// How recurrent layers read their attributes.
final class LayersTest {
  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  /// `h = f(x + h / 2)` along 1, 2, 4.
  private static OneNode layer(long... sizes) {
    return OneNode.of("RNN", 14)
        .input(f32(new double[] {1, 2, 4}, sizes))
        .constant(f32(new double[] {1}, 1, 1, 1))
        .constant(f32(new double[] {0.5}, 1, 1, 1));
  }

  private static double[] states(OneNode node) {
    return ((Term.Known) node.run(2).getFirst()).data().toDoubles();
  }

  @Test
  void theDirectionIsWalkedAlong() {
    var relu = new String[] {"Relu"};
    assertArrayEquals(
        new double[] {1, 2.5, 5.25}, states(layer(3, 1, 1).with("activations", relu)));
    assertArrayEquals(
        new double[] {3, 4, 4},
        states(layer(3, 1, 1).with("activations", relu).with("direction", "reverse")));
  }

  @Test
  void theBatchMayComeFirst() {
    var results =
        layer(1, 3, 1).with("layout", 1).with("activations", new String[] {"Relu"}).run(2);
    assertEquals("f32[1, 3, 1, 1]", results.get(0).type().toString());
    assertEquals("f32[1, 1, 1]", results.get(1).type().toString());
  }

  @Test
  void numbersBelongToActivationsThatTakeThem() {
    var node =
        OneNode.of("RNN", 14)
            .input(f32(new double[] {1}, 1, 1, 1))
            .constant(f32(new double[] {1, -1}, 2, 1, 1))
            .constant(f32(new double[] {0, 0}, 2, 1, 1))
            .with("direction", "bidirectional")
            .with("hidden_size", 1)
            .with("activations", new String[] {"Relu", "LeakyRelu"})
            .with("activation_alpha", new float[] {0.25f});
    assertArrayEquals(new double[] {1, -0.25}, states(node));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var size =
        assertThrows(IllegalArgumentException.class, layer(3, 1, 1).with("hidden_size", 2)::run);
    assertEquals(
        "y0 (RNN, ai.onnx 14): hidden_size 2 is not that of the weights, f32[1, 1, 1]",
        size.getMessage());
    var name =
        assertThrows(
            IllegalArgumentException.class,
            layer(3, 1, 1).with("activations", new String[] {"Gelu"})::run);
    assertEquals(
        "y0 (RNN, ai.onnx 14): no activation of recurrent layers: Gelu", name.getMessage());
  }
}
