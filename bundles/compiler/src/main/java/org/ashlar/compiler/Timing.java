package org.ashlar.compiler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Target;

/// A plan taken apart into its kernels, so that each can be timed: how programs run from
/// `ashlar.debug=2` on.
record Timing(Plan plan, Target target, List<Step> steps) {
  /// One kernel, compiled alone.
  ///
  /// @param arguments buffers of the whole plan, in the order of the kernel's own plan
  record Step(Executable executable, List<Buffer> arguments, Work work) {}

  /// Empty where kernels repeat or branch: such a plan is timed as a whole by its device.
  ///
  /// @param constant the plan's inputs that keep their contents
  static Optional<Timing> of(Plan plan, Machine machine, Set<Buffer> constant) {
    var steps = new ArrayList<Step>();
    for (var action : plan.actions()) {
      if (!(action instanceof Action.Launch(var kernel, var arguments))) {
        return Optional.empty();
      }
      var alone = Plan.of(kernel);
      var order = new ArrayList<>(alone.inputs());
      order.addAll(alone.outputs());
      var given = order.stream().map(p -> arguments.get(kernel.parameters().indexOf(p))).toList();
      var kept = new HashSet<Buffer>();
      for (int i = 0; i < alone.inputs().size(); i++) {
        if (constant.contains(given.get(i))) {
          kept.add(alone.inputs().get(i));
        }
      }
      steps.add(
          new Step(
              machine.backend().service().compile(alone, machine.target(), kept),
              given,
              Work.of(kernel)));
    }
    return Optional.of(new Timing(plan, machine.target(), steps));
  }

  /// Runs the kernels one after the other, and tells the time of each.
  ///
  /// @param arguments the plan's inputs, its outputs, and last the workspace
  /// @param prepared what the launch of the kernel with a number gets besides
  /// @param end on the clock of `System.nanoTime`
  void run(
      Device device,
      List<Memory> arguments,
      IntFunction<List<Memory>> prepared,
      long end,
      Settings settings) {
    var memory = new HashMap<Buffer, Memory>();
    int at = 0;
    for (var buffer : plan.inputs()) {
      memory.put(buffer, arguments.get(at++));
    }
    for (var buffer : plan.outputs()) {
      memory.put(buffer, arguments.get(at++));
    }
    for (var slot : plan.workspace()) {
      memory.put(slot.buffer(), arguments.getLast().slice(slot.offset(), slot.buffer().bytes()));
    }
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var given = new ArrayList<Memory>();
      step.arguments().forEach(b -> given.add(Objects.requireNonNull(memory.get(b))));
      given.addAll(prepared.apply(i));
      long start = System.nanoTime();
      device
          .launch(step.executable(), given, new long[0])
          .await(Duration.ofNanos(Math.max(0, end - start)));
      settings.tell(
          2,
          line(
              step.executable().plan().name(),
              step.work(),
              System.nanoTime() - start,
              target.facts()));
    }
  }

  /// `linear_gelu: 0.120 ms, 3.4 GB/s, 12.0 GF/s (34 % of peak)`
  static String line(String kernel, Work work, long nanos, Map<String, Double> facts) {
    double rate = work.operations() / Math.max(1, nanos);
    var peak =
        Optional.ofNullable(facts.get("gflops"))
            .map(p -> String.format(Locale.ROOT, " (%.0f %% of peak)", 100 * rate / p))
            .orElse("");
    return String.format(
        Locale.ROOT,
        "%s: %.3f ms, %.1f GB/s, %.1f GF/s%s",
        kernel,
        nanos / 1e6,
        (double) work.bytes() / Math.max(1, nanos),
        rate,
        peak);
  }
}
