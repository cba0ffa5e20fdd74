package org.ashlar.compiler;

import java.util.List;

/// The services present now: operators, rules, autodiff, lowering, schedulers, evaluators,
/// backends.
///
/// Under OSGi the service registry, on a plain class path what `ServiceLoader` finds.
public interface Registry {
  /// The providers of a service, best first ({@link Provider#BEST_FIRST}). Whoever keeps one must
  /// listen.
  <S> List<Provider<S>> find(Class<S> service);

  /// Tells a listener of every change until the returned handle is closed.
  Handle listen(Listener listener);

  /// Learns of services that come and go.
  interface Listener {
    /// A provider can be used from now on.
    void arrived(Class<?> service, Provider<?> provider);

    /// A provider must not be used any more once this returns: it blocks until uses in flight are
    /// done, within its own bound. {@link Registry#find} no longer gives the provider.
    void leaving(Class<?> service, Provider<?> provider);
  }

  /// Ends listening.
  interface Handle extends AutoCloseable {
    @Override
    void close();
  }
}
