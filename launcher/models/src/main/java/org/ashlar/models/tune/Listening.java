package org.ashlar.models.tune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Form;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;

/// Hears for which kernels a compilation asks, and answers what another tuning knows. A registry
/// that has it in the place of that one.
final class Listening implements Registry, Tuning {
  private final Registry all;
  private final Tuning known;
  private final Map<String, Kernel> unscheduled = new LinkedHashMap<>();
  private final Map<String, Subject> subjects = new LinkedHashMap<>();

  /// @param known what answers; {@link Tuning#NONE} to hear what heuristics do
  Listening(Registry all, Tuning known) {
    this.all = all;
    this.known = known;
  }

  @Override
  public synchronized Map<String, Double> facts(
      Stage stage, Kernel kernel, Set<Buffer> constant, Target target) {
    if (kernel.sizes().isEmpty()) {
      switch (stage) {
        case SCHEDULE -> unscheduled.put(kernel.name(), kernel);
        case CODE ->
            subjects.merge(
                Form.of(kernel).text() + places(kernel, constant),
                new Subject(kernel, constant, target, 1),
                (known, _) -> known.again());
      }
    }
    return known.facts(stage, kernel, constant, target);
  }

  private static String places(Kernel kernel, Set<Buffer> constant) {
    return kernel.parameters().stream().map(p -> constant.contains(p) ? "c" : "v").toList() + "";
  }

  /// The kernels of what was compiled, each form once.
  synchronized List<Subject> subjects() {
    return List.copyOf(subjects.values());
  }

  /// A kernel before it was scheduled; itself where it was not asked about.
  synchronized Kernel unscheduled(Kernel scheduled) {
    var before = unscheduled.getOrDefault(scheduled.name(), scheduled);
    return before.parameters().size() == scheduled.parameters().size() ? before : scheduled;
  }

  @Override
  @SuppressWarnings("unchecked") // a provider of Tuning where one is asked for
  public <S> List<Provider<S>> find(Class<S> service) {
    return service == Tuning.class
        ? (List<Provider<S>>)
            (List<?>)
                List.of(new Provider<Tuning>(this, "tune", "0", Integer.MAX_VALUE, Long.MAX_VALUE))
        : all.find(service);
  }

  @Override
  public Handle listen(Listener listener) {
    return all.listen(listener);
  }
}
