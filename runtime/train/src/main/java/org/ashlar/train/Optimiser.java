package org.ashlar.train;

import java.util.Map;
import org.ashlar.ir.TensorData;

/// How a variable changes by its gradient.
public interface Optimiser {
  /// The change of one variable as a function in text, written for scalars; see {@link
  /// org.ashlar.session.ProgramText.Training}.
  String update();

  /// The shared inputs of the update for a step, counted from 1.
  Map<String, TensorData> inputs(long step);
}
