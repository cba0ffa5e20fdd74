package org.ashlar.commands.demo;

import java.util.function.Consumer;
import org.ashlar.nn.Activation;
import org.ashlar.nn.Conv2d;
import org.ashlar.nn.Flatten;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Linear;
import org.ashlar.nn.MaxPool2d;
import org.ashlar.nn.Sequential;
import org.ashlar.session.Ashlar;
import org.ashlar.train.Metrics;
import org.ashlar.train.Progress;
import org.ashlar.train.Trainer;
import org.ashlar.train.data.Digits;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.optimiser.Optimiser;

/// A small convolutional network for the embedded digits: two convolutions with pooling, one linear
/// layer.
public final class DigitsModel implements AutoCloseable {
  public static final String NAME = "digits";
  public static final int BATCH = 32;
  private static final long SEED = 7;
  private static final long[] SAMPLE = {1, 8, 8};

  private final Digits digits = Digits.load();
  private final Trainer trainer;

  public DigitsModel(Ashlar ashlar) {
    this(ashlar, Adam.of(0.003));
  }

  public DigitsModel(Ashlar ashlar, Optimiser optimiser) {
    trainer = new Trainer(ashlar, NAME, network(), SAMPLE, BATCH, optimiser);
  }

  /// The untrained network, always with the same first numbers.
  public static Sequential network() {
    var initial = new Initial(SEED);
    return Sequential.of(
        Conv2d.of("conv1", 1, 16, 3, 1, 1, initial),
        Activation.relu(),
        new MaxPool2d(2),
        Conv2d.of("conv2", 16, 32, 3, 1, 1, initial),
        Activation.relu(),
        new MaxPool2d(2),
        new Flatten(),
        Linear.of("out", 128, 10, initial));
  }

  /// Trains on four fifths.
  public void train(int passes, Consumer<Progress> listener) {
    trainer.fit(digits.train(), passes, SEED, listener);
  }

  /// How good it is on the held-out fifth.
  public Metrics test() {
    try (var session = trainer.predictor(BATCH)) {
      return Metrics.of(session, digits.test(), BATCH);
    }
  }

  public Trainer trainer() {
    return trainer;
  }

  public Digits digits() {
    return digits;
  }

  @Override
  public void close() {
    trainer.close();
  }
}
