package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;

/// The services of another registry, of which tests add and remove some.
public final class ChangingRegistry implements Registry {
  private final Registry loaded;
  private final Map<Class<?>, List<Provider<?>>> present = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong(1000);

  public ChangingRegistry(Registry loaded) {
    this.loaded = loaded;
  }

  @Override
  @SuppressWarnings("unchecked") // under a class stand providers of that class
  public <S> List<Provider<S>> find(Class<S> service) {
    var all = new ArrayList<Provider<S>>();
    list(service).forEach(p -> all.add((Provider<S>) p));
    all.sort(Provider.BEST_FIRST);
    return all;
  }

  @Override
  public Handle listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Adds a service and tells the listeners.
  public <S> Provider<S> add(
      Class<S> service, S instance, String bundle, String version, int ranking) {
    var provider = new Provider<>(instance, bundle, version, ranking, ids.incrementAndGet());
    list(service).add(provider);
    listeners.forEach(l -> l.arrived(service, provider));
    return provider;
  }

  /// Takes a service away and tells the listeners.
  public <S> void remove(Class<S> service, Provider<S> provider) {
    list(service).remove(provider);
    listeners.forEach(l -> l.leaving(service, provider));
  }

  /// Takes the best of a kind away and puts it back, as an update of its bundle does.
  public <S> void replace(Class<S> service) {
    var best = find(service).getFirst();
    remove(service, best);
    add(service, best.service(), best.bundle(), best.version(), best.ranking());
  }

  private <S> List<Provider<?>> list(Class<S> service) {
    return present.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>(loaded.find(service)));
  }
}
