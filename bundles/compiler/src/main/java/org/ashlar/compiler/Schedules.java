package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Form;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks schedulers for the steps of each kernel and takes them. A kernel whose steps are illegal
/// stays as it is, with a warning that names the scheduler and the step; with `ashlar.verify=2`
/// that is an error.
final class Schedules {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  private final List<Provider<Scheduler>> schedulers;
  private final Tuning tuning;
  private final Settings settings;
  private final Dump dump;
  private final Consumer<Provider<?>> used;
  private final Map<Form, Made> known = new HashMap<>();

  /// A scheduled kernel.
  ///
  /// @param text the steps, for people
  /// @param by the schedulers that were asked
  private record Made(Kernel kernel, String text, List<Provider<?>> by) {
    Made with(Kernel other) {
      return new Made(other, text, by);
    }
  }

  Schedules(
      Registry registry, Tuning tuning, Settings settings, Dump dump, Consumer<Provider<?>> used) {
    this.tuning = tuning;
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
  /// Kernels of one form are scheduled once, different ones on as many threads as the target has
  /// cores.
  Plan apply(Plan plan, Target target, String label) {
    var forms = new IdentityHashMap<Kernel, Form>();
    var open = new LinkedHashMap<Form, Kernel>();
    for (var kernel : Kernels.of(plan)) {
      var form = forms.computeIfAbsent(kernel, Form::of);
      if (!known.containsKey(form)) {
        open.putIfAbsent(form, kernel);
      }
    }
    var made =
        LargeStack.all(
            "schedule " + plan.name(),
            target.cores(),
            open.values().stream()
                .<Supplier<Made>>map(kernel -> () -> kernel(kernel, target))
                .toList());
    int next = 0;
    for (var form : open.keySet()) {
      known.put(form, made.get(next++));
    }
    var text = new StringBuilder();
    var told = new HashSet<String>();
    var scheduled =
        Kernels.map(
            plan,
            kernel -> {
              var like =
                  Objects.requireNonNull(known.get(Objects.requireNonNull(forms.get(kernel))));
              var mine =
                  Form.named(like.kernel(), kernel.name(), kernel.parameters())
                      .map(like::with)
                      .orElseGet(() -> kernel(kernel, target));
              if (told.add(kernel.name())) {
                mine.by().forEach(used);
                text.append(kernel.name()).append(":\n").append(mine.text());
              }
              return mine.kernel();
            });
    dump.stage("schedule" + label, 3, text::toString);
    dump.stage("scheduled" + label, 5, () -> KernelText.of(scheduled));
    return scheduled;
  }

  private Made kernel(Kernel kernel, Target target) {
    var asked = new ArrayList<Provider<?>>();
    var facts = tuning.facts(Tuning.Stage.SCHEDULE, kernel, Set.of(), target);
    var machine = target.with(facts);
    for (var scheduler : schedulers) {
      asked.add(scheduler);
      var steps =
          Plugin.call(
              scheduler,
              "schedule",
              "scheduler",
              dump,
              () -> scheduler.service().schedule(kernel, machine));
      if (!steps.isEmpty()) {
        return take(kernel, steps, scheduler, asked);
      }
    }
    return new Made(kernel, "", asked);
  }

  private Made take(
      Kernel kernel, List<Step> steps, Provider<Scheduler> scheduler, List<Provider<?>> asked) {
    var text = KernelText.of(new Schedule(steps)).indent(2);
    var taken = kernel;
    int at = 0;
    try {
      for (; at < steps.size(); at++) {
        taken = Schedule.apply(steps.get(at), taken);
      }
      return new Made(Check.kernel(taken), text, asked);
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
      return new Made(kernel, text + "  refused: " + message + '\n', asked);
    }
  }
}
