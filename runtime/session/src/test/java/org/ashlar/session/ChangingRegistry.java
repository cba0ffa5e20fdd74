package org.ashlar.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.session.internal.LoadedRegistry;

/// The services of the class path, of which tests add and remove some.
final class ChangingRegistry implements Registry {
  private final Registry loaded = new LoadedRegistry(ChangingRegistry.class.getClassLoader());
  private final Map<Class<?>, List<Provider<?>>> present = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong(1000);

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

  <S> Provider<S> add(Class<S> service, S instance, String bundle, String version, int ranking) {
    var provider = new Provider<>(instance, bundle, version, ranking, ids.incrementAndGet());
    list(service).add(provider);
    listeners.forEach(l -> l.arrived(service, provider));
    return provider;
  }

  <S> void remove(Class<S> service, Provider<S> provider) {
    list(service).remove(provider);
    listeners.forEach(l -> l.leaving(service, provider));
  }

  private <S> List<Provider<?>> list(Class<S> service) {
    return present.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>(loaded.find(service)));
  }
}
