package org.ashlar.train;

import java.util.List;

/// Ends training when the loss on samples that are not trained on has not become better for a
/// while.
///
/// @param patience passes without a gain
/// @param gain by how much a loss must be below the best to be better
public record EarlyStopping(int patience, double gain) {
  public EarlyStopping {
    if (patience < 1 || !(gain >= 0)) {
      throw new IllegalArgumentException(
          "early stopping: patience must be at least 1, gain at least 0: "
              + patience
              + ", "
              + gain);
    }
  }

  /// Whether training ends after passes with these losses.
  public boolean ends(List<Double> losses) {
    return losses.size() - 1 - best(losses) >= patience;
  }

  /// The pass that gave the best loss; later ones must gain on it. -1 where there is none.
  public int best(List<Double> losses) {
    int best = -1;
    for (int i = 0; i < losses.size(); i++) {
      if (best < 0 || losses.get(i) < losses.get(best) - gain) {
        best = i;
      }
    }
    return best;
  }
}
