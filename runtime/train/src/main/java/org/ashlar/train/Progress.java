package org.ashlar.train;

/// How far training is.
///
/// @param pass the pass over the data, from 0
/// @param passes all of them
/// @param step steps done in this pass
/// @param steps all of a pass
/// @param loss of the last mini-batch
/// @param rate the learning rate of the last step; NaN where the optimiser has none
/// @param updates changes of the variables so far
/// @param skipped changes left out so far, as a gradient was not finite
public record Progress(
    int pass,
    int passes,
    int step,
    int steps,
    double loss,
    double rate,
    long updates,
    long skipped) {
  /// The part done, 0 … 1.
  public double fraction() {
    return (double) done() / ((double) passes * steps);
  }

  /// Steps done in all passes.
  public long done() {
    return (long) pass * steps + step;
  }
}
