package org.ashlar.session;

import java.util.Map;
import org.ashlar.ir.TensorData;

/// What a run gave.
///
/// @param outputs by name
/// @param versions the bundles that computed it, by symbolic name
/// @param epoch the number of the epoch that computed it
public record Answer(Map<String, TensorData> outputs, Map<String, String> versions, long epoch) {
  public Answer {
    outputs = Map.copyOf(outputs);
    versions = Map.copyOf(versions);
  }

  /// The only output.
  public TensorData only() {
    if (outputs.size() != 1) {
      throw new IllegalStateException(
          "answer: has " + outputs.size() + " outputs: " + outputs.keySet());
    }
    return outputs.values().iterator().next();
  }
}
