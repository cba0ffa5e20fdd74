package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A registry that tests fill by hand, or with everything on their class path.
final class Present implements Registry {
  private record Entry<S>(Class<S> service, Provider<S> provider) {}

  private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();

  /// Adds what `ServiceLoader` finds.
  <S> Present load(Class<S> service) {
    ServiceLoader.load(service).forEach(s -> add(service, s));
    return this;
  }

  <S> Provider<S> add(Class<S> service, S object) {
    return add(
        service, object, "test." + object.getClass().getSimpleName().toLowerCase(Locale.ROOT), 0);
  }

  <S> Provider<S> add(Class<S> service, S object, String bundle, int ranking) {
    var provider = new Provider<>(object, bundle, "1.0.0", ranking, ids.incrementAndGet());
    entries.add(new Entry<>(service, provider));
    listeners.forEach(l -> l.arrived(service, provider));
    return provider;
  }

  void remove(Provider<?> provider) {
    for (var entry : entries) {
      if (entry.provider() == provider) {
        entries.remove(entry);
        listeners.forEach(l -> l.leaving(entry.service(), provider));
      }
    }
  }

  int listeners() {
    return listeners.size();
  }

  @Override
  public <S> List<Provider<S>> find(Class<S> service) {
    var found = new ArrayList<Provider<S>>();
    for (var entry : entries) {
      if (entry.service() == service) {
        @SuppressWarnings("unchecked")
        var provider = (Provider<S>) entry.provider();
        found.add(provider);
      }
    }
    found.sort(Provider.BEST_FIRST);
    return found;
  }

  @Override
  public Handle listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
