package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;

/// How variables change by their gradients.
public interface Optimiser {
  /// The change in stages; the last gives the value.
  List<Stage> stages();

  /// The shared inputs of the stages for an update, counted from 1.
  Map<String, TensorData> inputs(long update);
}
