package org.ashlar.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;

/// How far fewer bits are from f32.
class LossTest {
  private static Map<String, Loss> loss(float[] narrow, float[] f32, long... sizes) {
    return Loss.of(
        Map.<String, Datum>of("y", TensorData.of(narrow, sizes)),
        Map.<String, Datum>of("y", TensorData.of(f32, sizes)));
  }

  @Test
  void tellsDifferencesAndClasses() {
    var loss = loss(new float[] {1, 2.5f, 8, 7}, new float[] {1, 2, 4, 7}, 2, 2).get("y");
    assertEquals(new Loss(4, 1.125, 7, 2, 1), loss);
    assertEquals(
        "largest 4.00 (57 % of the largest number), mean 1.13, same class in 1 of 2",
        loss.toString());
    assertEquals(4.0, loss.json().get("max_abs_diff"));
    assertEquals(1L, loss.json().get("same_class"));
  }

  @Test
  void aNumberThatIsNoneInBothIsTheSame() {
    var loss = loss(new float[] {Float.NaN}, new float[] {Float.NaN}, 1).get("y");
    assertEquals(0, loss.largest());
    assertEquals(0, loss.rows(), "one number has no class");
  }

  @Test
  void onlyWhatBothHaveIsCompared() {
    var y = TensorData.of(new float[] {1}, 1);
    assertEquals(Map.of(), Loss.of(Map.of("z", y), Map.of("y", y)));
  }
}
