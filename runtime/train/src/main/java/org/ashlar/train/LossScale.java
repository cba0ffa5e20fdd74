package org.ashlar.train;

/// How the loss is scaled up before gradients are taken, so that small ones survive in a narrow
/// float, and how the scale follows what happens: steps with an infinite or NaN gradient change
/// nothing and lower it.
///
/// Source: Micikevicius et al., *Mixed Precision Training* (2018), section 3.2; numbers as in
/// PyTorch's GradScaler.
///
/// @param growth after `interval` good updates
/// @param backoff after a bad one
public record LossScale(double first, double growth, double backoff, long interval) {
  public LossScale {
    if (!(first >= 1 && growth > 1 && backoff > 0 && backoff < 1 && interval >= 1)) {
      throw new IllegalArgumentException(
          "loss scale: first must be at least 1, growth above 1, backoff between 0 and 1, interval"
              + " at least 1: "
              + first
              + ", "
              + growth
              + ", "
              + backoff
              + ", "
              + interval);
    }
  }

  public static LossScale dynamic() {
    return new LossScale(65536, 2, 0.5, 2000);
  }
}
