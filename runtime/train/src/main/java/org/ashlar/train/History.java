package org.ashlar.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.train.checkpoint.Checkpoint;

/// What a training went through so far: some of its steps, all of its passes.
public final class History {
  private static final String STEPS = "history.steps";
  private static final String PASSES = "history.passes";
  private static final String LOSSES = "history.losses";

  /// One step.
  ///
  /// @param step from 1
  /// @param loss of its mini-batch
  public record Step(long step, double loss, double rate) {}

  /// One pass over the data.
  ///
  /// @param pass from 1
  /// @param loss the mean over its steps
  /// @param heldLoss on samples that are not trained on
  /// @param heldAccuracy on the same
  /// @param seconds that it took; 0 for a pass in which training was taken up again
  public record Pass(int pass, double loss, double heldLoss, double heldAccuracy, double seconds) {}

  private final List<Step> steps = new ArrayList<>();
  private final List<Pass> passes = new ArrayList<>();
  private double[] losses = {};

  /// Of a training that goes on.
  static History of(Checkpoint checkpoint) {
    var history = new History();
    var steps = numbers(checkpoint, STEPS);
    for (int i = 0; i + 2 < steps.length; i += 3) {
      history.steps.add(new Step((long) steps[i], steps[i + 1], steps[i + 2]));
    }
    var passes = numbers(checkpoint, PASSES);
    for (int i = 0; i + 4 < passes.length; i += 5) {
      history.passes.add(
          new Pass((int) passes[i], passes[i + 1], passes[i + 2], passes[i + 3], passes[i + 4]));
    }
    history.losses = numbers(checkpoint, LOSSES);
    return history;
  }

  private static double[] numbers(Checkpoint checkpoint, String name) {
    var tensor = checkpoint.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("checkpoint: has no tensor " + name);
    }
    return tensor.toDoubles();
  }

  /// The checkpoint with this history in it.
  Checkpoint into(Checkpoint checkpoint) {
    var ofSteps =
        steps.stream().flatMapToDouble(s -> DoubleStream.of((double) s.step(), s.loss(), s.rate()));
    var ofPasses =
        passes.stream()
            .flatMapToDouble(p ->
                DoubleStream.of(p.pass(), p.loss(), p.heldLoss(), p.heldAccuracy(), p.seconds()));
    return checkpoint.with(
        Map.of(
            STEPS, TensorData.of(DType.F64, ofSteps.toArray(), steps.size(), 3),
            PASSES, TensorData.of(DType.F64, ofPasses.toArray(), passes.size(), 5),
            LOSSES, TensorData.of(DType.F64, losses, losses.length)),
        Map.of());
  }

  /// Takes note of a step; of about two hundred in a pass it keeps the numbers. A step that is done
  /// again counts once.
  void step(Progress at) {
    losses = Arrays.copyOf(losses, at.steps());
    losses[at.step() - 1] = at.loss();
    int every = Math.max(1, at.steps() / 200);
    if (at.step() % every == 0 || at.step() == at.steps()) {
      steps.removeIf(s -> s.step() >= at.done());
      steps.add(new Step(at.done(), at.loss(), at.rate()));
    }
  }

  /// Takes note of the end of a pass.
  Pass pass(Progress at, Metrics held, double seconds) {
    double mean = DoubleStream.of(losses).average().orElse(Double.NaN);
    var pass = new Pass(at.pass() + 1, mean, held.loss(), held.accuracy(), seconds);
    passes.add(pass);
    losses = new double[0];
    return pass;
  }

  public List<Step> steps() {
    return List.copyOf(steps);
  }

  public List<Pass> passes() {
    return List.copyOf(passes);
  }

  List<Double> heldLosses() {
    return passes.stream().map(Pass::heldLoss).toList();
  }
}
