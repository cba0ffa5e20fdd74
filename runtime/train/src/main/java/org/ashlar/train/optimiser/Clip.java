package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;

/// Gradients kept from growing beyond a limit before an optimiser sees them.
public final class Clip {
  private Clip() {}

  /// Each element of a gradient clamped to `-limit … limit`.
  public static Optimiser byValue(double limit, Optimiser then) {
    require(limit);
    var clip =
        new Stage(
            "clip_value",
            (in, out) -> {
              var most = in.get("clip_value");
              out.put("gradient", in.get("gradient").min(most).max(most.neg()));
            });
    return new Before(List.of(clip), Map.of("clip_value", limit), then);
  }

  /// All gradients scaled by one factor such that the norm of all of them together is at most
  /// `limit`: `gradient · limit / max(norm, limit)`.
  ///
  /// Source: Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural networks*
  /// (2013), algorithm 1, with the norm over all variables.
  public static Optimiser byNorm(double limit, Optimiser then) {
    require(limit);
    var squares =
        new Stage(
            "squares",
            (in, out) -> {
              var gradient = in.get("gradient");
              out.put("squares", in.get("squares").add(gradient.mul(gradient).sum()));
            });
    var clip =
        new Stage(
            "clip_norm",
            (in, out) -> {
              var most = in.get("clip_norm");
              var factor = most.div(in.get("squares").sqrt().max(most));
              out.put("gradient", in.get("gradient").mul(factor));
            });
    return new Before(List.of(squares, clip), Map.of("squares", 0.0, "clip_norm", limit), then);
  }

  private static void require(double limit) {
    if (!(limit > 0)) {
      throw new IllegalArgumentException("clip: the limit must be above 0: " + limit);
    }
  }
}
