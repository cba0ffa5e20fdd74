package org.ashlar.swap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/// A contract's bundle with every bundle that is wired to it, directly or not: what must be
/// exchanged together.
///
/// @param bundles those that use others before those that are used
record Closure(List<Bundle> bundles) {

  static Closure of(BundleContext context, Collection<Bundle> of) {
    var wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    var left = new TreeSet<>(wiring.getDependencyClosure(of));
    var ordered = new ArrayList<Bundle>();
    while (!left.isEmpty()) {
      var used = new HashSet<Bundle>();
      left.forEach(b -> used.addAll(providers(b, left)));
      var next = left.stream().filter(b -> !used.contains(b)).toList();
      // a cycle of wires has no order
      var taken = next.isEmpty() ? List.copyOf(left) : next;
      ordered.addAll(taken);
      taken.forEach(left::remove);
    }
    return new Closure(List.copyOf(ordered));
  }

  private static Set<Bundle> providers(Bundle bundle, Set<Bundle> among) {
    var wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return Set.of();
    }
    return wiring.getRequiredWires(null).stream()
        .map(w -> w.getProviderWiring().getBundle())
        .filter(b -> b != bundle && among.contains(b))
        .collect(Collectors.toSet());
  }

  boolean contains(Bundle bundle) {
    return bundles.contains(bundle);
  }

  List<Bundle> active() {
    return bundles.stream().filter(b -> b.getState() == Bundle.ACTIVE).toList();
  }

  /// What these bundles offer: `org.ashlar.ir.Operator of org.ashlar.operators`.
  Set<String> services() {
    var names = new TreeSet<String>();
    for (var reference : references()) {
      for (var type : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
        names.add(type + " of " + reference.getBundle().getSymbolicName());
      }
    }
    return names;
  }

  /// The commands of these bundles that run now, in another thread or around this one.
  Set<String> runningCommands() {
    var names = new TreeSet<String>();
    for (var reference : references()) {
      var name = reference.getProperty("ashlar.command");
      if (name != null && reference.getUsingBundles() != null) {
        names.add(name.toString());
      }
    }
    return names;
  }

  /// Whether one of these bundles is `user`, or offers a service that `user` holds.
  boolean serves(Bundle user) {
    return contains(user)
        || references().stream()
            .anyMatch(r ->
                Optional.ofNullable(r.getUsingBundles())
                    .map(users -> Arrays.asList(users).contains(user))
                    .orElse(false));
  }

  private List<ServiceReference<?>> references() {
    var found = new ArrayList<ServiceReference<?>>();
    for (var bundle : bundles) {
      var registered = bundle.getRegisteredServices();
      if (registered != null) {
        found.addAll(List.of(registered));
      }
    }
    return found;
  }

  /// Bundle and version of each.
  Map<String, String> versions() {
    var versions = new TreeMap<String, String>();
    bundles.forEach(b -> versions.put(b.getSymbolicName(), b.getVersion().toString()));
    return versions;
  }

  /// The short names, for people.
  Set<String> names() {
    return bundles.stream()
        .map(b -> b.getSymbolicName().replaceFirst("^org\\.ashlar\\.", ""))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
