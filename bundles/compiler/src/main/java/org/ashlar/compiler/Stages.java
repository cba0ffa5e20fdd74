package org.ashlar.compiler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;

/// The services that a compilation asks for, with the bundles known to provide them.
final class Stages {
  private static final Map<Class<?>, String> KNOWN =
      Map.ofEntries(
          Map.entry(Operator.class, "org.ashlar.operators"),
          Map.entry(Autodiff.class, "org.ashlar.autodiff"),
          Map.entry(Batching.class, "org.ashlar.batching"),
          Map.entry(Recompute.class, "org.ashlar.autodiff"),
          Map.entry(Rule.class, "org.ashlar.rules"),
          Map.entry(Narrowing.class, "org.ashlar.rules"),
          Map.entry(Lowering.class, "org.ashlar.lower"),
          Map.entry(Arrangement.class, "org.ashlar.layout"),
          Map.entry(Scheduler.class, "org.ashlar.schedule"),
          Map.entry(Tuning.class, "org.ashlar.tuning"),
          Map.entry(Evaluator.class, "org.ashlar.reference"),
          Map.entry(Backend.class, "org.ashlar.cpu, org.ashlar.reference"));

  private Stages() {}

  /// The best provider.
  ///
  /// @throws Missing when there is none
  static <S> Provider<S> best(Registry registry, Class<S> service) {
    return registry.find(service).stream().findFirst().orElseThrow(() -> missing(service));
  }

  /// The engine of derivatives of this name; without one the highest ranked. Where ranks are equal,
  /// as on a plain class path, that is reverse mode.
  ///
  /// @throws Missing when there is none
  static Provider<Autodiff> autodiff(Registry registry, Optional<String> name) {
    var found = registry.find(Autodiff.class);
    if (found.isEmpty()) {
      throw missing(Autodiff.class);
    }
    var best = found.getFirst();
    return found.stream()
        .filter(p -> name.isPresent() || p.ranking() == best.ranking())
        .filter(p -> p.service().name().equals(name.orElse("reverse")))
        .findFirst()
        .or(() -> name.isPresent() ? Optional.empty() : Optional.of(best))
        .orElseThrow(() ->
            new Missing(
                "compiler: no Autodiff named "
                    + name.orElseThrow()
                    + " present: there are "
                    + found.stream().map(p -> p.service().name()).sorted().toList()));
  }

  /// `compiler: no Lowering present: provided by org.ashlar.lower`
  static Missing missing(Class<?> service) {
    return new Missing(
        "compiler: no "
            + service.getSimpleName()
            + " present: provided by "
            + KNOWN.getOrDefault(service, "no bundle of ours"));
  }

  /// What remembers better choices, the best one present.
  static Tuning tuning(Registry registry) {
    return registry.find(Tuning.class).stream()
        .findFirst()
        .<Tuning>map(Provider::service)
        .orElse(Tuning.NONE);
  }

  /// What a compilation's result depends on besides its text: the identity of every provider
  /// present.
  static String fingerprint(Registry registry) {
    return List.of(
            Operator.class,
            Rule.class,
            Narrowing.class,
            Lowering.class,
            Arrangement.class,
            KernelProvider.class,
            Scheduler.class,
            Tuning.class,
            Backend.class)
        .stream()
        .map(s ->
            s.getSimpleName()
                + registry.find(s).stream()
                    .map(p -> p.label() + "#" + p.id())
                    .collect(Collectors.joining(", ", "[", "]")))
        .collect(Collectors.joining(" "));
  }
}
