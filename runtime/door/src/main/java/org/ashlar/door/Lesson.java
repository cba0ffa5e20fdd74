package org.ashlar.door;

import java.util.List;
import java.util.Map;

/// A network with the data that it is trained and tried on, for those who know nothing but the
/// door. A service with the property `ashlar.lesson`, its name.
public interface Lesson {
  /// The training step, untrained: always with the same first numbers.
  Kept step();

  /// Inputs of a training step, all but the variables.
  ///
  /// @param number counted from 1
  Map<String, Parcel> batch(long number);

  /// How many steps go through the data once.
  int steps();

  /// The program that predicts, with the parameters of a step.
  ///
  /// @param batch samples at a time
  Kept prediction(Kept step, int batch);

  /// Inputs of predictions on data that no step sees, `batch` samples each.
  List<Map<String, Parcel>> questions(int batch);

  /// The part of those samples that predictions get right.
  ///
  /// @param answers one for each of {@link #questions}, in their order
  double accuracy(int batch, List<Map<String, Parcel>> answers);
}
