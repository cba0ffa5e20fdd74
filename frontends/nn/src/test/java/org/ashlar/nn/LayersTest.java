package org.ashlar.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorType;
import org.ashlar.tensor.Tensor;
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
}
