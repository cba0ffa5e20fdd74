package org.ashlar.commands.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ashlar.commands.load.Load;
import org.ashlar.door.Parcel;
import org.ashlar.nn.Activation;
import org.ashlar.nn.Conv2d;
import org.ashlar.nn.Flatten;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Linear;
import org.ashlar.nn.MaxPool2d;
import org.ashlar.nn.Sequential;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.Session;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.data.Dataset;
import org.ashlar.train.data.Digits;
import org.ashlar.train.Metrics;
import org.ashlar.train.optimiser.Optimiser;
import org.ashlar.train.Progress;
import org.ashlar.train.Trainer;

/// A small convolutional network for the embedded digits: two convolutions with pooling, one linear
/// layer.
public final class DigitsModel implements AutoCloseable {
  public static final String NAME = "digits";
  public static final int BATCH = 32;
  private static final long SEED = 7;
  private static final long[] SAMPLE = {1, 8, 8};

  private final Ashlar ashlar;
  private final Digits digits = Digits.load();
  private final Trainer trainer;

  public DigitsModel(Ashlar ashlar) {
    this(ashlar, Adam.of(0.003));
  }

  public DigitsModel(Ashlar ashlar, Optimiser optimiser) {
    this.ashlar = ashlar;
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

  /// A mini-batch of the training part, for steps outside {@link #train}.
  public Dataset someBatch(int number) {
    int from = number * BATCH % (digits.train().size() - BATCH);
    return digits.train().range(from, from + BATCH);
  }

  /// A session that predicts one image at a time on the device that is best, or on a given one.
  public Session predictor(Optional<String> device) {
    var program = trainer.prediction(1);
    return ashlar.session(
        new ProgramText(
            program.name(), program.text(), program.variables(), program.training(), device),
        trainer.parameters());
  }

  /// Requests with the logits that a session gives for them.
  public List<Load.Case> cases(Session session, int count) {
    var cases = new ArrayList<Load.Case>();
    for (int i = 0; i < count; i++) {
      var image = digits.test().take(i).samples();
      var logits = session.run(Map.of("x", image)).only();
      var parcel = new Parcel(image.dtype().toString(), image.sizes(), image.data());
      cases.add(new Load.Case(Map.of("x", parcel), "logits", logits.toFloats()));
    }
    return cases;
  }

  @Override
  public void close() {
    trainer.close();
  }
}
