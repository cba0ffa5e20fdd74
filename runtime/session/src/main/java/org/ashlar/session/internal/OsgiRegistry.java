package org.ashlar.session.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The OSGi service registry, one tracker for each service asked for.
///
/// A service that cannot be had (its constructor throws) is left out and logged. Unregistering
/// waits until every listener has let go: the framework stops a bundle only after that.
final class OsgiRegistry implements Registry, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OsgiRegistry.class);

  private final BundleContext context;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Class<?>, Tracker<?>> trackers = new ConcurrentHashMap<>();

  /// @param watched services whose coming and going listeners hear of from the start
  OsgiRegistry(BundleContext context, List<Class<?>> watched) {
    this.context = context;
    watched.forEach(this::tracker);
  }

  @Override
  public <S> List<Provider<S>> find(Class<S> service) {
    return tracker(service).providers();
  }

  @Override
  public Handle listen(Listener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {
    trackers.values().forEach(ServiceTracker::close);
  }

  @SuppressWarnings("unchecked") // the map holds under each class the tracker of that class
  private <S> Tracker<S> tracker(Class<S> service) {
    var known = trackers.get(service);
    if (known == null) {
      var made = new Tracker<>(service);
      known = trackers.putIfAbsent(service, made);
      if (known == null) {
        made.open();
        known = made;
      }
    }
    return (Tracker<S>) known;
  }

  private final class Tracker<S> extends ServiceTracker<S, Provider<S>> {
    private final Class<S> type;
    private volatile List<Provider<S>> present = List.of();

    Tracker(Class<S> type) {
      super(OsgiRegistry.this.context, type, null);
      this.type = type;
    }

    /// Best first; sorted when one comes or goes, since compilers ask for every call of a program.
    List<Provider<S>> providers() {
      return present;
    }

    private synchronized void change(Provider<S> provider, boolean arrives) {
      var all = new ArrayList<>(present);
      if (arrives) {
        all.add(provider);
      } else {
        all.remove(provider);
      }
      all.sort(Provider.BEST_FIRST);
      present = List.copyOf(all);
    }

    @Override
    @SuppressWarnings("NullAway") // a tracker leaves out what adding returns as null
    public Provider<S> addingService(ServiceReference<S> reference) {
      S service;
      try {
        service = context.getService(reference);
      } catch (RuntimeException | LinkageError e) {
        LOG.warn(
            "{} of {} cannot be had: {}",
            type.getSimpleName(),
            reference.getBundle(),
            e.toString());
        return null;
      }
      if (service == null) {
        LOG.warn(
            "{} of {} cannot be had: its component did not start: why {} says more",
            type.getSimpleName(),
            reference.getBundle(),
            reference.getBundle().getSymbolicName());
        return null;
      }
      var bundle = reference.getBundle();
      var provider =
          new Provider<>(
              service,
              bundle.getSymbolicName(),
              bundle.getVersion().toString(),
              reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking
                  ? ranking
                  : 0,
              (Long) reference.getProperty(Constants.SERVICE_ID));
      change(provider, true);
      for (var listener : listeners) {
        listener.arrived(type, provider);
      }
      return provider;
    }

    @Override
    public void modifiedService(ServiceReference<S> reference, Provider<S> provider) {}

    @Override
    public void removedService(ServiceReference<S> reference, Provider<S> provider) {
      change(provider, false);
      for (var listener : listeners) {
        listener.leaving(type, provider);
      }
      context.ungetService(reference);
    }
  }
}
