package org.ashlar.train;

import java.util.Map;
import org.ashlar.nn.*;
import org.ashlar.session.Ashlar;
import org.ashlar.train.data.Digits;
import org.ashlar.train.optimiser.Adam;

/// Trains on handwritten digits and predicts one, on a plain class path.
public final class TrainDigits {
  public static void main(String... arguments) {
    var digits = Digits.load();
    var seed = new Initial(1);
    var network =
        Sequential.of(
            new Flatten(),
            Linear.of("hidden", 64, 64, seed),
            Activation.relu(),
            Linear.of("out", 64, 10, seed));
    try (var ashlar = Ashlar.open();
        var trainer =
            new Trainer(ashlar, "digits", network, new long[] {1, 8, 8}, 32, Adam.of(0.005))) {
      trainer.fit(digits.train(), 8, 1, progress -> {});
      try (var predictor = trainer.predictor(1)) {
        var accuracy = Metrics.of(predictor, digits.test(), 1).accuracy();
        var logits = predictor.run(Map.of("x", digits.test().take(0).samples())).only().toFloats();
        System.out.printf(
            "%.1f %% right; logits of the first: %s%n",
            100 * accuracy, java.util.Arrays.toString(logits));
      }
    }
  }
}
