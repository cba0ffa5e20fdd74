package org.ashlar.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;
import org.junit.jupiter.api.Test;

class LayersTest {
  private static Sequential network(long seed) {
    var initial = new Initial(seed);
    return Sequential.of(
        Conv2d.of("conv", 1, 4, 3, 1, 1, initial),
        Activation.relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of("out", 64, 10, initial));
  }

  @Test
  void shapesFollowFromTheLayers() {
    var y = network(1).apply(Tensor.input("x", DType.F32, 5, 1, 8, 8));
    assertEquals(TensorType.of(DType.F32, 5, 10), y.type());
  }

  @Test
  void parametersComeInOrder() {
    assertEquals(
        List.of("conv_weight", "conv_bias", "out_weight", "out_bias"),
        network(1).parameters().stream().map(Parameter::name).toList());
  }

  @Test
  void theSameSeedGivesTheSameNumbers() {
    assertEquals(network(3).parameters(), network(3).parameters());
    assertNotEquals(network(3).parameters(), network(4).parameters());
  }

  @Test
  void firstNumbersStayWithinTheirLimit() {
    double limit = Math.sqrt(6.0 / 64);
    for (float w : Linear.of("out", 64, 10, new Initial(5)).weight().initial().toFloats()) {
      assertTrue(Math.abs(w) <= limit, w + " is beyond " + limit);
    }
  }

  @Test
  void namesAreUnique() {
    var initial = new Initial(1);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Sequential.of(Linear.of("a", 2, 2, initial), Linear.of("a", 2, 2, initial)));
    assertEquals("sequential: two parameters are named a_weight", error.getMessage());
  }

  @Test
  void aWrongSizeIsNamed() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> network(1).apply(Tensor.input("x", DType.F32, 5, 3, 8, 8)));
    assertTrue(error.getMessage().startsWith("conv: "), error.getMessage());
  }

  @Test
  void dropoutIsThereInTrainingOnly() {
    var x = Tensor.input("x", DType.F32, 5, 4);
    var layers = Sequential.of(new Dropout(0.5, 1));
    assertEquals(List.of("x"), inputs(layers.apply(x)));
    assertEquals(List.of("x", "seed"), inputs(layers.train(x)));
  }

  @Test
  void mixedComputesNarrowAndKeepsItsParameters() {
    var layer = new Mixed(DType.F16, Linear.of("out", 4, 3, new Initial(1)));
    var y = layer.apply(Tensor.input("x", DType.F32, 5, 4));
    assertEquals(TensorType.of(DType.F32, 5, 3), y.type());
    var text = Trace.of("f", Map.of("y", y)).text();
    assertTrue(text.contains("out_weight: f32[4, 3]"), text);
    assertTrue(Pattern.compile("matmul.*f16\\[5, 3\\]").matcher(text).find(), text);
    var error = assertThrows(IllegalArgumentException.class, () -> new Mixed(DType.I8, layer));
    assertEquals("mixed: a network computes in floats, not in i8", error.getMessage());
  }

  @Test
  void standardisingIsNotTrained() {
    var layer =
        Standardise.of("sample", new Initial(1).zeros(3), TensorData.of(new float[] {1, 2, 3}, 3));
    assertTrue(layer.parameters().stream().noneMatch(Parameter::trained));
    assertEquals(
        TensorType.of(DType.F32, 7, 3), layer.apply(Tensor.input("x", DType.F32, 7, 3)).type());
  }

  private static List<String> inputs(Tensor y) {
    return Trace.of("f", Map.of("y", y)).function().inputNames();
  }
}
