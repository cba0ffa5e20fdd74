package org.ashlar.train;

/// How far training is.
///
/// @param pass the pass over the data, from 0
/// @param passes all of them
/// @param step steps done in this pass
/// @param steps all of a pass
/// @param loss of the last mini-batch
public record Progress(int pass, int passes, int step, int steps, double loss) {
  /// The part done, 0 … 1.
  public double fraction() {
    return ((double) pass * steps + step) / ((double) passes * steps);
  }
}
