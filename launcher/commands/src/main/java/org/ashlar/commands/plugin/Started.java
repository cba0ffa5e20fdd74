package org.ashlar.commands.plugin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Operator;
import org.ashlar.swap.Unresolved;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/// How far the components of an active bundle have come.
///
/// @param failed what a constructor threw
/// @param waiting what components wait for
/// @param seen whether Declarative Services has taken the bundle
/// @param operators how many components offer an operator
record Started(Optional<String> failed, List<String> waiting, boolean seen, int operators) {

  static Started of(BundleContext context, Bundle bundle) {
    var reference = context.getServiceReference(ServiceComponentRuntime.class);
    var runtime = reference == null ? null : context.getService(reference);
    if (runtime == null || bundle.getHeaders("").get("Service-Component") == null) {
      return new Started(Optional.empty(), List.of(), true, 0);
    }
    Optional<String> failed = Optional.empty();
    var waiting = new ArrayList<String>();
    int operators = 0;
    var components = runtime.getComponentDescriptionDTOs(bundle);
    for (var component : components) {
      operators +=
          Arrays.asList(component.serviceInterfaces).contains(Operator.class.getName()) ? 1 : 0;
      for (var configuration : runtime.getComponentConfigurationDTOs(component)) {
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          failed =
              Optional.of(
                  "component "
                      + component.implementationClass
                      + " failed: "
                      + Unresolved.innermost(configuration.failure));
        }
        for (var unmet : configuration.unsatisfiedReferences) {
          waiting.add(
              "component "
                  + component.implementationClass
                  + " waits for a service "
                  + Arrays.stream(component.references)
                      .filter(r -> r.name.equals(unmet.name))
                      .map(r -> r.interfaceName)
                      .findFirst()
                      .orElse(unmet.name));
        }
      }
    }
    return new Started(failed, waiting, !components.isEmpty(), operators);
  }

  boolean isComplete() {
    return seen && waiting.isEmpty();
  }

  /// What it still lacks, for people.
  String told() {
    return waiting.isEmpty() ? "its operators are not there" : String.join("; ", waiting);
  }
}
