package org.ashlar.compiler;

import java.util.function.Function;
import org.ashlar.ir.stage.Keep;
import org.ashlar.ir.stage.Recompute;

/// Functions with gradients that keep only part of what the way back needs, and what that saves.
///
/// @param compile gives the program of a request, whose memory is compared
record Recomputing(Registry registry, Settings settings, Function<Request, Program> compile) {

  /// The derived function under a policy.
  ///
  /// @param program what was derived
  /// @param steps makes the request that will run of a derived function
  org.ashlar.ir.Function saved(
      Request program,
      org.ashlar.ir.Function derived,
      Function<org.ashlar.ir.Function, Request> steps,
      Keep keep) {
    return keep.equals(Keep.ALL)
        ? derived
        : saving(program, derived, steps).choose(keep).recomputed().function();
  }

  /// What a policy saves and costs.
  MemoryReport report(
      Request program,
      org.ashlar.ir.Function derived,
      Function<org.ashlar.ir.Function, Request> steps,
      Keep keep) {
    var saving = saving(program, derived, steps);
    var choice = saving.choose(keep);
    var recomputed = choice.recomputed();
    return new MemoryReport(
        choice.keep(),
        saving.peak().applyAsLong(recomputed.function()),
        saving.peak().applyAsLong(saving.derived()),
        recomputed.after(),
        recomputed.before(),
        recomputed.calls(),
        recomputed.operations());
  }

  private Saving saving(
      Request program,
      org.ashlar.ir.Function derived,
      Function<org.ashlar.ir.Function, Request> steps) {
    var recompute = Stages.best(registry, Recompute.class);
    var dump = new Dump(settings, derived.name(), false, Blame.of(registry));
    return new Saving(
        derived,
        program.function().outputNames(),
        (forward, keep) ->
            Plugin.ask(
                recompute,
                "recompute",
                "recompute",
                dump,
                () -> recompute.service().apply(derived, forward, keep)),
        function -> compile.apply(steps.apply(function)).peakBytes());
  }
}
