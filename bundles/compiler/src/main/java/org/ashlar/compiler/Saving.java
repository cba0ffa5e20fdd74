package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import org.ashlar.ir.Function;
import org.ashlar.ir.stage.Keep;
import org.ashlar.ir.stage.Recompute.Recomputed;

/// Chooses what a training step keeps in memory.
///
/// @param derived the function with its gradients
/// @param forward the outputs that are none
/// @param recompute asks the block
/// @param peak measures the workspace of the step that is made from a derived function
record Saving(
    Function derived,
    List<String> forward,
    BiFunction<List<String>, Keep, Recomputed> recompute,
    ToLongFunction<Function> peak) {
  /// A policy and what it makes.
  record Choice(Keep keep, Recomputed recomputed) {}

  /// By the policy; of a number of bytes by measuring those that recompute least first.
  ///
  /// @throws IllegalArgumentException when nothing fits the bytes
  Choice choose(Keep keep) {
    return keep instanceof Keep.Bytes(long most) ? within(most) : choice(keep);
  }

  private Choice choice(Keep keep) {
    return new Choice(keep, recompute.apply(forward, keep));
  }

  private Choice within(long most) {
    var choices = new ArrayList<Choice>();
    for (var keep : candidates()) {
      choices.add(choice(keep));
    }
    choices.sort(Comparator.comparingDouble(c -> c.recomputed().operations()));
    long least = Long.MAX_VALUE;
    Keep best = Keep.ALL;
    for (var choice : choices) {
      long bytes = peak.applyAsLong(choice.recomputed().function());
      if (bytes <= most) {
        return choice;
      }
      if (bytes < least) {
        least = bytes;
        best = choice.keep();
      }
    }
    throw new IllegalArgumentException(
        "recompute: "
            + derived.name()
            + ": nothing fits "
            + most
            + " bytes of workspace: the least found is "
            + least
            + ", with "
            + best
            + "; a smaller batch needs less");
  }

  private static List<Keep> candidates() {
    var candidates = new ArrayList<Keep>(List.of(Keep.ALL, new Keep.Dear(), new Keep.Layers(0)));
    for (long every : new long[] {1, 2, 3, 4, 6, 8, 12, 16}) {
      candidates.add(new Keep.Layers(every));
    }
    return candidates;
  }
}
