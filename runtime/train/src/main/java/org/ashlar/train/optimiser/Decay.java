package org.ashlar.train.optimiser;

import java.util.List;
import java.util.Map;

/// Weight decay as part of the gradient, `gradient + decay · value`: the gradient of the loss plus
/// half the decay times the square of the norm. For Adam see {@link AdamW}.
public final class Decay {
  private Decay() {}

  public static Optimiser of(double decay, Optimiser then) {
    if (!(decay >= 0)) {
      throw new IllegalArgumentException("decay: must not be negative: " + decay);
    }
    var stage =
        new Stage(
            "decay",
            (in, out) ->
                out.put(
                    "gradient",
                    in.get("gradient").add(in.get("value").mul(in.get("weight_decay")))));
    return new Before(List.of(stage), Map.of("weight_decay", decay), then);
  }
}
