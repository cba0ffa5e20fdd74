package org.ashlar.session.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;

/// A registry without the providers that are leaving or were found broken.
final class Presence implements Registry {
  private static final String LEAVING = "leaving";

  private final Registry all;
  private final Map<Long, Out> out = new ConcurrentHashMap<>();

  private record Out(String label, String why) {}

  Presence(Registry all) {
    this.all = all;
  }

  @Override
  public <S> List<Provider<S>> find(Class<S> service) {
    return all.find(service).stream().filter(p -> !out.containsKey(p.id())).toList();
  }

  @Override
  public Handle listen(Listener listener) {
    return all.listen(listener);
  }

  /// Those that are there: also the broken ones, but none that leaves.
  <S> List<Provider<S>> standing(Class<S> service) {
    return all.find(service).stream()
        .filter(p -> !LEAVING.equals(Optional.ofNullable(out.get(p.id())).map(Out::why).orElse("")))
        .toList();
  }

  void leaving(Provider<?> provider) {
    exclude(provider, LEAVING);
  }

  /// Leaves a provider out from now on.
  void exclude(Provider<?> provider, String why) {
    out.put(provider.id(), new Out(provider.label(), why));
  }

  /// Forgets a provider that is gone.
  void forget(Provider<?> provider) {
    out.remove(provider.id());
  }

  boolean has(long id) {
    return !out.containsKey(id);
  }

  /// Who is left out, with the reason.
  Map<String, String> excluded() {
    var labels = new TreeMap<String, String>();
    out.values().forEach(o -> labels.put(o.label(), o.why()));
    return labels;
  }
}
