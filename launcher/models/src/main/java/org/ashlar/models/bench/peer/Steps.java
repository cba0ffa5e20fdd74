package org.ashlar.models.bench.peer;

import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;

/// What is compared of training steps.
public final class Steps {
  private Steps() {}

  /// The loss of a step, and how a parameter changed in it by the rate: the gradient with what is
  /// kept of the steps before.
  public static Map<String, Datum> compared(TensorData loss, float[] before, TensorData after) {
    var change = after.toFloats();
    for (int i = 0; i < change.length; i++) {
      change[i] = (float) ((before[i] - change[i]) / Lesson.RATE);
    }
    return Map.of("loss", loss, "change", TensorData.of(change, after.sizes()));
  }
}
