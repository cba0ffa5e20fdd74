package org.ashlar.swap;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/// What Declarative Services says about the components of bundles.
final class Components {
  private Components() {}

  /// The first component whose constructor threw, with what it threw.
  static Optional<String> failed(BundleContext context, Collection<Bundle> bundles) {
    return first(context, bundles, Components::failure);
  }

  /// The first component that waits for a service, with its interface.
  static Optional<String> waiting(BundleContext context, Collection<Bundle> bundles) {
    return first(context, bundles, Components::wait);
  }

  private record Configured(ComponentDescriptionDTO component, ComponentConfigurationDTO now) {}

  private static Optional<String> first(
      BundleContext context,
      Collection<Bundle> bundles,
      Function<Configured, Optional<String>> told) {
    var reference = context.getServiceReference(ServiceComponentRuntime.class);
    var runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      return Optional.empty();
    }
    try {
      return runtime.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new)).stream()
          .flatMap(c ->
              runtime.getComponentConfigurationDTOs(c).stream().map(now -> new Configured(c, now)))
          .map(told)
          .flatMap(Optional::stream)
          .findFirst();
    } finally {
      context.ungetService(reference);
    }
  }

  private static Optional<String> failure(Configured c) {
    return c.now().state == ComponentConfigurationDTO.FAILED_ACTIVATION
        ? Optional.of(
            "component "
                + c.component().implementationClass
                + " failed: "
                + Unresolved.innermost(c.now().failure))
        : Optional.empty();
  }

  private static Optional<String> wait(Configured c) {
    return Arrays.stream(c.now().unsatisfiedReferences)
        .flatMap(
            unmet -> Arrays.stream(c.component().references).filter(r -> r.name.equals(unmet.name)))
        .map(r ->
            "component "
                + c.component().implementationClass
                + " waits for a service "
                + r.interfaceName)
        .findFirst();
  }
}
