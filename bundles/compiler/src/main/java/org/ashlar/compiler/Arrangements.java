package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Arrangement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks every arrangement for a better place of the buffers between launches. Without one a plan
/// stays as it is. One that throws or makes a wrong plan is passed over, with a warning that names
/// it; with `ashlar.verify=2` that is an error.
final class Arrangements {
  private static final Logger LOG = LoggerFactory.getLogger(Compiler.class);

  private final List<Provider<Arrangement>> providers;
  private final Settings settings;
  private final Dump dump;
  private final Consumer<Provider<?>> used;

  Arrangements(Registry registry, Settings settings, Dump dump, Consumer<Provider<?>> used) {
    this.providers = registry.find(Arrangement.class);
    this.settings = settings;
    this.dump = dump;
    this.used = used;
  }

  /// Those that are asked, in order.
  List<Provider<Arrangement>> providers() {
    return providers;
  }

  Plan apply(Plan plan, Target target, String label) {
    if (providers.isEmpty()) {
      return plan;
    }
    var notes = new ArrayList<String>();
    var arranged = plan;
    for (var provider : providers) {
      used.accept(provider);
      arranged = arrange(arranged, target, provider, notes);
    }
    var last = arranged;
    dump.stage(
        "layout" + label,
        5,
        () ->
            notes.stream().map(n -> n + "\n").collect(Collectors.joining()) + KernelText.of(last));
    return arranged;
  }

  private Plan arrange(
      Plan plan, Target target, Provider<Arrangement> provider, List<String> notes) {
    Plan arranged;
    Optional<String> wrong;
    try {
      arranged = provider.service().arrange(plan, target, notes::add);
      wrong = PlanCheck.rearranged(plan, arranged);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      arranged = plan;
      wrong = Optional.of(Plugin.facts(provider, e));
    }
    if (wrong.isEmpty()) {
      return arranged;
    }
    var message = "arrangement (" + provider.label() + "): " + plan.name() + ": " + wrong.get();
    if (settings.verify() == 2) {
      throw new Defect("layout", message, dump.write("layout", message));
    }
    LOG.warn("{}; the plan stays as it was", message);
    notes.add("refused: " + message);
    return plan;
  }
}
