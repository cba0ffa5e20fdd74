package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Operator;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;

/// The services that lie on the class path of a test. They never change.
public final class TestRegistry implements Registry {
  private final List<Provider<?>> providers;

  private TestRegistry(List<Provider<?>> providers) {
    this.providers = List.copyOf(providers);
  }

  /// What `ServiceLoader` finds now.
  public static TestRegistry ofClassPath() {
    var found = new ArrayList<Provider<?>>();
    for (var service :
        List.of(
            Operator.class,
            Rule.class,
            Autodiff.class,
            Batching.class,
            Recompute.class,
            Lowering.class,
            Arrangement.class,
            Scheduler.class,
            Evaluator.class,
            Backend.class)) {
      for (var s : ServiceLoader.load(service, TestRegistry.class.getClassLoader())) {
        found.add(provider(s, found.size()));
      }
    }
    return new TestRegistry(found);
  }

  /// The same with one more, which wins over the others.
  public TestRegistry with(Object service) {
    var all = new ArrayList<>(providers);
    all.add(provider(service, all.size()));
    return new TestRegistry(all);
  }

  private static Provider<?> provider(Object service, long id) {
    return new Provider<>(service, service.getClass().getPackageName(), "test", 0, id);
  }

  @Override
  public <S> List<Provider<S>> find(Class<S> service) {
    var found = new ArrayList<Provider<S>>();
    for (var p : providers) {
      if (service.isInstance(p.service())) {
        found.add(
            new Provider<>(
                service.cast(p.service()), p.bundle(), p.version(), p.ranking(), p.id()));
      }
    }
    found.sort(Provider.BEST_FIRST);
    return found;
  }

  /// Nothing ever changes here.
  @Override
  public Handle listen(Listener listener) {
    return () -> {};
  }
}
