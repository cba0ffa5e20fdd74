package org.ashlar.shell;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/// A place where bundles fit together: an interface, who provides it, and who uses that.
///
/// @param service the interface
/// @param bundle symbolic name of the provider
/// @param version its version
/// @param ranking the higher one wins; of equals, the one registered first
/// @param count how many services of this interface the bundle offers with this ranking
/// @param names what is offered: the class names of the services
/// @param users symbolic names of the bundles that hold one of them
/// @param properties further properties of a single service that tell something, in their own words
record Join(
    String service,
    String bundle,
    String version,
    int ranking,
    int count,
    List<String> names,
    List<String> users,
    Map<String, String> properties) {

  private static final List<String> OWN =
      List.of("org.ashlar.", "java.util.concurrent.Callable", "java.util.function.ToIntFunction");

  /// Every join of the framework whose interface is one of ours, in the order of interface,
  /// ranking, bundle.
  static List<Join> all(BundleContext context) {
    var groups = new TreeMap<String, List<ServiceReference<?>>>();
    for (var reference : references(context)) {
      for (var service : (String[]) reference.getProperty(Constants.OBJECTCLASS)) {
        var bundle = reference.getBundle();
        if (bundle != null && OWN.stream().anyMatch(service::startsWith)) {
          var key =
              "%s %011d %s %s"
                  .formatted(
                      service,
                      Integer.MAX_VALUE - (long) ranking(reference),
                      bundle.getSymbolicName(),
                      bundle.getBundleId());
          groups.computeIfAbsent(key, k -> new ArrayList<>()).add(reference);
        }
      }
    }
    var joins = new ArrayList<Join>();
    groups.forEach((key, members) -> joins.add(of(key.substring(0, key.indexOf(' ')), members)));
    return joins;
  }

  /// Whether `text` names the interface, the provider or a service of this join; capitals do not
  /// matter.
  boolean matches(String text) {
    var wanted = text.toLowerCase(java.util.Locale.ROOT);
    var simple = service.substring(service.lastIndexOf('.') + 1);
    return simple.toLowerCase(java.util.Locale.ROOT).contains(wanted)
        || bundle.replace("org.ashlar.", "").contains(wanted)
        || names.stream().anyMatch(name -> name.toLowerCase(java.util.Locale.ROOT).equals(wanted));
  }

  private static Join of(String service, List<ServiceReference<?>> members) {
    var first = members.getFirst();
    var users =
        members.stream()
            .flatMap(Join::users)
            .map(Bundle::getSymbolicName)
            .distinct()
            .sorted()
            .toList();
    var names = members.stream().map(Join::name).sorted().toList();
    var bundle = first.getBundle();
    return new Join(
        service,
        bundle.getSymbolicName(),
        bundle.getVersion().toString(),
        ranking(first),
        members.size(),
        names,
        users,
        members.size() == 1 ? properties(first) : Map.of());
  }

  private static String name(ServiceReference<?> reference) {
    var name =
        Stream.of("ashlar.command", "component.name")
            .map(reference::getProperty)
            .filter(String.class::isInstance)
            .findFirst();
    var text = (String) name.orElse(((String[]) reference.getProperty(Constants.OBJECTCLASS))[0]);
    return text.substring(text.lastIndexOf('.') + 1);
  }

  private static Map<String, String> properties(ServiceReference<?> reference) {
    var shown = new LinkedHashMap<String, String>();
    for (var key : reference.getPropertyKeys()) {
      if (key.startsWith("ashlar.")) {
        var value = reference.getProperty(key);
        shown.put(
            key, value instanceof Object[] many ? Arrays.toString(many) : String.valueOf(value));
      }
    }
    return shown;
  }

  private static Stream<Bundle> users(ServiceReference<?> reference) {
    var users = reference.getUsingBundles();
    return users == null ? Stream.empty() : Arrays.stream(users);
  }

  private static int ranking(ServiceReference<?> reference) {
    return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking
        ? ranking
        : 0;
  }

  private static List<ServiceReference<?>> references(BundleContext context) {
    try {
      var found = context.getAllServiceReferences(null, null);
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
