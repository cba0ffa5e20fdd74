package org.ashlar.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks schedulers for the steps of each kernel and takes them. A kernel whose steps are illegal
/// stays as it is, with a warning that names the scheduler and the step; with `ashlar.verify=2`
/// that is an error.
final class Schedules {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  private final List<Provider<Scheduler>> schedulers;
  private final Settings settings;
  private final Dump dump;
  private final Consumer<Provider<?>> used;
  private final StringBuilder chosen = new StringBuilder();
  private final Map<Kernel, Kernel> known = new HashMap<>();

  Schedules(Registry registry, Settings settings, Dump dump, Consumer<Provider<?>> used) {
    this.schedulers = registry.find(Scheduler.class);
    this.settings = settings;
    this.dump = dump;
    this.used = used;
  }

  /// The scheduler that is asked first.
  Optional<Provider<Scheduler>> best() {
    return schedulers.stream().findFirst();
  }

  /// The registrations of all schedulers that may be asked.
  List<Long> ids() {
    return schedulers.stream().map(Provider::id).toList();
  }

  /// The plan with scheduled kernels. Without a scheduler the plan itself: it computes the same.
  Plan apply(Plan plan, Target target, String label) {
    var scheduled =
        Kernels.map(
            plan, k -> known.computeIfAbsent(k, unscheduled -> kernel(unscheduled, target)));
    var text = chosen.toString();
    chosen.setLength(0);
    dump.stage("schedule" + label, 3, () -> text);
    dump.stage("scheduled" + label, 5, () -> KernelText.of(scheduled));
    return scheduled;
  }

  private Kernel kernel(Kernel kernel, Target target) {
    chosen.append(kernel.name()).append(":\n");
    for (var scheduler : schedulers) {
      used.accept(scheduler);
      var steps =
          Plugin.call(
              scheduler,
              "schedule",
              "scheduler",
              dump,
              () -> scheduler.service().schedule(kernel, target));
      if (!steps.isEmpty()) {
        chosen.append(KernelText.of(new Schedule(steps)).indent(2));
        return take(kernel, steps, scheduler);
      }
    }
    return kernel;
  }

  private Kernel take(Kernel kernel, List<Step> steps, Provider<Scheduler> scheduler) {
    var taken = kernel;
    int at = 0;
    try {
      for (; at < steps.size(); at++) {
        taken = Schedule.apply(steps.get(at), taken);
      }
      return Check.kernel(taken);
    } catch (RuntimeException e) {
      var where = at == steps.size() ? "after all steps" : "step " + (at + 1);
      var message =
          "scheduler ("
              + scheduler.label()
              + "): "
              + kernel.name()
              + ": "
              + where
              + ": "
              + String.valueOf(e.getMessage()).replaceFirst("^schedule: ", "");
      if (settings.verify() == 2) {
        throw new Defect("schedule", message, dump.write("schedule", message));
      }
      LOG.warn("{}; the kernel runs unscheduled", message);
      chosen.append("  refused: ").append(message).append('\n');
      return kernel;
    }
  }
}
