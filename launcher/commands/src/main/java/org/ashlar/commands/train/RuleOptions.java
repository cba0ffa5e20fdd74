package org.ashlar.commands.train;

import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.train.LossScale;
import org.ashlar.train.Recipe;
import org.ashlar.train.optimiser.Adagrad;
import org.ashlar.train.optimiser.Adam;
import org.ashlar.train.optimiser.AdamW;
import org.ashlar.train.optimiser.Clip;
import org.ashlar.train.optimiser.Decay;
import org.ashlar.train.optimiser.Lamb;
import org.ashlar.train.optimiser.Optimiser;
import org.ashlar.train.optimiser.Rate;
import org.ashlar.train.optimiser.RmsProp;
import org.ashlar.train.optimiser.Sgd;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How `train` changes the network.
final class RuleOptions {
  /// The optimisers, each with its usual rate.
  enum Kind {
    ADAM(0.003),
    ADAMW(0.003),
    SGD(0.05),
    NESTEROV(0.05),
    RMSPROP(0.001),
    ADAGRAD(0.01),
    LAMB(0.01);

    private final double rate;

    Kind(double rate) {
      this.rate = rate;
    }
  }

  /// How the rate changes.
  enum Schedule {
    CONSTANT,
    STEP,
    EXPONENTIAL,
    COSINE,
    ONECYCLE
  }

  /// What the network computes in.
  enum Precision {
    F32,
    F16,
    BF16
  }

  @Option(
      names = "--optimiser",
      paramLabel = "KIND",
      description =
          "adam, adamw, sgd, nesterov, rmsprop, adagrad or lamb; default: ${DEFAULT-VALUE}")
  private Kind optimiser = Kind.ADAM;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description =
          "The learning rate, at its highest; default: 0.003 for adam and adamw, 0.05 for sgd and"
              + " nesterov, 0.001 for rmsprop, 0.01 for adagrad and lamb.")
  private @Nullable Double rate;

  @Option(
      names = "--momentum",
      paramLabel = "M",
      description = "For sgd and nesterov; default: ${DEFAULT-VALUE}")
  private double momentum = 0.9;

  @Option(
      names = "--decay",
      paramLabel = "D",
      description = "Weight decay: apart from the gradient for adamw and lamb; default: 0")
  private double decay;

  @Option(
      names = "--schedule",
      paramLabel = "KIND",
      description =
          "How the rate falls: constant, step (to a tenth after each third), exponential (to a"
              + " hundredth), cosine, onecycle; default: ${DEFAULT-VALUE}")
  private Schedule schedule = Schedule.CONSTANT;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Updates in which the rate rises from nothing; default: 0")
  private long warmUp;

  @Option(
      names = "--clip-norm",
      paramLabel = "L",
      description = "The most that the norm of all gradients together may be.")
  private @Nullable Double clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "L",
      description = "The most that an element of a gradient may be.")
  private @Nullable Double clipValue;

  @Option(
      names = "--gather",
      paramLabel = "N",
      description = "Mini-batches whose gradients make one update; default: ${DEFAULT-VALUE}")
  private int gather = 1;

  @Option(
      names = "--precision",
      paramLabel = "KIND",
      description =
          "What the network computes in: f32, f16 (with a scaled loss) or bf16; its numbers stay"
              + " f32; default: ${DEFAULT-VALUE}")
  private Precision precision = Precision.F32;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "Where to run; default: the best present.")
  private @Nullable String device;

  void check() {
    if (rate != null && !(rate > 0) || !(momentum >= 0 && momentum < 1) || !(decay >= 0)) {
      throw new IllegalArgumentException(
          "--rate must be above 0, --momentum from 0 to below 1, --decay at least 0");
    }
    if (gather < 1 || warmUp < 0) {
      throw new IllegalArgumentException("--gather must be at least 1, --warm-up at least 0");
    }
    if (clipNorm != null && !(clipNorm > 0) || clipValue != null && !(clipValue > 0)) {
      throw new IllegalArgumentException("--clip-norm and --clip-value must be above 0");
    }
  }

  DType precision() {
    return switch (precision) {
      case F32 -> DType.F32;
      case F16 -> DType.F16;
      case BF16 -> DType.BF16;
    };
  }

  /// @param steps mini-batches of a pass
  Recipe recipe(int batch, long steps, int passes, long seed) {
    var plain = rule(rate(Math.max(2, steps * passes / gather)));
    var byValue = clipValue == null ? plain : Clip.byValue(clipValue, plain);
    var clipped = clipNorm == null ? byValue : Clip.byNorm(clipNorm, byValue);
    var scale =
        precision == Precision.F16 ? Optional.of(LossScale.dynamic()) : Optional.<LossScale>empty();
    return new Recipe(batch, clipped, gather, scale, seed, Optional.ofNullable(device));
  }

  private Optimiser rule(Rate at) {
    return switch (optimiser) {
      case ADAM -> decayed(Adam.of(at));
      case ADAMW -> AdamW.of(at, decay);
      case SGD -> decayed(new Sgd(at, momentum, false));
      case NESTEROV -> decayed(new Sgd(at, momentum, true));
      case RMSPROP -> decayed(RmsProp.of(at));
      case ADAGRAD -> decayed(Adagrad.of(at));
      case LAMB -> Lamb.of(at, decay);
    };
  }

  private Optimiser decayed(Optimiser plain) {
    return decay > 0 ? Decay.of(decay, plain) : plain;
  }

  private Rate rate(long updates) {
    double most = rate == null ? optimiser.rate : rate;
    long left = Math.max(2, updates - warmUp);
    Rate falling =
        switch (schedule) {
          case CONSTANT -> new Rate.Constant(most);
          case STEP -> new Rate.Steps(most, Math.ceilDiv(left, 3), 0.1);
          case EXPONENTIAL -> new Rate.Exponential(most, left, 0.01);
          case COSINE -> new Rate.Cosine(most, 0, left);
          case ONECYCLE -> new Rate.OneCycle(most, left);
        };
    return warmUp > 0 ? new Rate.WarmUp(warmUp, falling) : falling;
  }
}
