package org.ashlar.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.tensor.Tensor;
import org.ashlar.train.optimiser.Optimiser;
import org.ashlar.train.optimiser.Stage;

/// How a network is trained, apart from the network and the data.
///
/// @param batch samples of a mini-batch
/// @param gather mini-batches whose mean gradient makes one update
/// @param scale of the loss, for networks that compute in narrow floats
/// @param seed of the random numbers that layers draw
/// @param device the target to prefer; empty: the best present
public record Recipe(
    int batch,
    Optimiser optimiser,
    int gather,
    Optional<LossScale> scale,
    long seed,
    Optional<String> device) {
  static final String APPLY = "apply";
  static final String SHARE = "share";
  static final String FINITE = "finite";
  static final String SCALE = "scale";
  static final String UNSCALE = "unscale";

  public Recipe {
    if (batch < 1 || gather < 1) {
      throw new IllegalArgumentException(
          "recipe: batch and gather must be at least 1: " + batch + ", " + gather);
    }
  }

  public static Recipe of(int batch, Optimiser optimiser) {
    return new Recipe(batch, optimiser, 1, Optional.empty(), 0, Optional.empty());
  }

  /// One update for every so many mini-batches.
  public Recipe gathering(int batches) {
    return new Recipe(batch, optimiser, batches, scale, seed, device);
  }

  public Recipe scaled(LossScale rule) {
    return new Recipe(batch, optimiser, gather, Optional.of(rule), seed, device);
  }

  public Recipe seeded(long number) {
    return new Recipe(batch, optimiser, gather, scale, number, device);
  }

  public Recipe on(String target) {
    return new Recipe(batch, optimiser, gather, scale, seed, Optional.of(target));
  }

  /// The stages of an update as text: gather, look whether all is finite, undo the scale, then the
  /// optimiser's own, which change nothing while gradients are gathered or when one is not finite.
  List<String> stages() {
    var stages = new ArrayList<Stage>();
    var conditions = new ArrayList<String>();
    if (gather > 1) {
      stages.add(gathered());
      conditions.add(APPLY);
    }
    if (scale.isPresent()) {
      stages.add(finite());
      stages.add(unscaled());
      conditions.add(FINITE);
    }
    optimiser.stages().forEach(stage -> stages.add(stage.onlyIf(conditions)));
    return stages.stream().map(Stage::text).toList();
  }

  private static Stage gathered() {
    return new Stage(
        "gather",
        (in, out) -> {
          var sum = in.get("gathered").add(in.get("gradient"));
          var applies = in.get(APPLY).apply(new Greater(), Tensor.fill(DType.F32, 0.5));
          out.put("gradient", sum.mul(in.get(SHARE)));
          out.put("gathered", applies.apply(new Where(), Tensor.fill(DType.F32, 0), sum));
        });
  }

  private static Stage finite() {
    return new Stage(
        "finite",
        (in, out) -> {
          var most = Tensor.fill(DType.F32, Float.MAX_VALUE);
          var one = Tensor.fill(DType.F32, 1);
          var zero = Tensor.fill(DType.F32, 0);
          var good =
              in.get("gradient").abs().apply(new LessOrEqual(), most).apply(new Where(), one, zero);
          out.put(FINITE, in.get(FINITE).min(good.apply(new ReduceMin())));
        });
  }

  private static Stage unscaled() {
    return new Stage(
        "unscale", (in, out) -> out.put("gradient", in.get("gradient").mul(in.get(UNSCALE))));
  }

  /// What a run reads besides the data and the optimiser's numbers.
  Map<String, Double> numbers(Position position) {
    var numbers = new java.util.HashMap<String, Double>();
    if (gather > 1) {
      numbers.put(APPLY, applies(position) ? 1.0 : 0.0);
      numbers.put(SHARE, 1.0 / gather);
    }
    if (scale.isPresent()) {
      numbers.put(SCALE, position.scale());
      numbers.put(UNSCALE, 1 / position.scale());
      numbers.put(FINITE, 1.0);
    }
    return numbers;
  }

  /// Whether the run after this position updates the variables.
  boolean applies(Position position) {
    return position.runs() % gather == gather - 1;
  }
}
