package org.ashlar.swap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/// Why a bundle does not start, in the words of its author rather than of the resolver.
public final class Unresolved {
  private static final Pattern PACKAGE = Pattern.compile("\\(osgi\\.wiring\\.package=([^)]+)\\)");
  private static final Pattern FROM = Pattern.compile("\\(version>=([^)]+)\\)");
  private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]+)\\)\\)");

  private Unresolved() {}

  /// The requirements that nobody present meets; where each alone is met, what the framework said.
  public static String reason(BundleContext context, Bundle bundle, BundleException said) {
    return missing(context, bundle).orElseGet(() -> cause(said));
  }

  /// The requirements of a bundle that nobody present meets.
  public static Optional<String> missing(BundleContext context, Bundle bundle) {
    var missing = new ArrayList<String>();
    var revision = Optional.ofNullable(bundle.adapt(BundleRevision.class));
    for (var requirement : revision.map(r -> r.getDeclaredRequirements(null)).orElse(List.of())) {
      if (!isOptional(requirement)
          && capabilities(context, requirement.getNamespace()).noneMatch(requirement::matches)) {
        missing.add(told(context, requirement));
      }
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", missing));
  }

  /// The innermost cause of a printed trace, in one line: the framework wraps what a constructor
  /// throws.
  public static String innermost(String trace) {
    var lines = trace.lines().filter(l -> l.startsWith("Caused by: ")).toList();
    return lines.isEmpty()
        ? trace.lines().findFirst().orElse("")
        : lines.getLast().substring("Caused by: ".length());
  }

  private static String cause(BundleException said) {
    return said.getCause() == null
        ? String.valueOf(said.getMessage())
        : said.getMessage() + ": " + said.getCause();
  }

  private static boolean isOptional(BundleRequirement requirement) {
    var effective =
        requirement.getDirectives().getOrDefault(Constants.EFFECTIVE_DIRECTIVE, "resolve");
    return Constants.RESOLUTION_OPTIONAL.equals(
            requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
        || !effective.equals("resolve");
  }

  private static Stream<org.osgi.framework.wiring.BundleCapability> capabilities(
      BundleContext context, String namespace) {
    return Arrays.stream(context.getBundles())
        .map(b -> b.adapt(BundleRevision.class))
        .filter(Objects::nonNull)
        .map(r -> r.getDeclaredCapabilities(namespace))
        .flatMap(Collection::stream);
  }

  private static String told(BundleContext context, BundleRequirement requirement) {
    var filter = String.valueOf(requirement.getDirectives().get(Constants.FILTER_DIRECTIVE));
    var named = PACKAGE.matcher(filter);
    if (!requirement.getNamespace().equals(BundleRevision.PACKAGE_NAMESPACE) || !named.find()) {
      return "needs " + requirement.getNamespace() + " " + filter + ", which nobody provides";
    }
    var offered =
        capabilities(context, requirement.getNamespace())
            .filter(
                c -> named.group(1).equals(c.getAttributes().get(BundleRevision.PACKAGE_NAMESPACE)))
            .map(c ->
                "version "
                    + c.getAttributes().get(Constants.VERSION_ATTRIBUTE)
                    + " of "
                    + c.getRevision().getSymbolicName())
            .distinct()
            .toList();
    return "needs package "
        + named.group(1)
        + range(filter)
        + (offered.isEmpty()
            ? ", which nobody exports"
            : "; there is " + String.join(", ", offered));
  }

  private static String range(String filter) {
    var from = FROM.matcher(filter.replaceAll("\\(!\\([^)]*\\)\\)", ""));
    var below = BELOW.matcher(filter);
    return (from.find() ? " of version " + from.group(1) + " or later" : "")
        + (below.find() ? " and below " + below.group(1) : "");
  }
}
