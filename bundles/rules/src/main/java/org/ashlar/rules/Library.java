package org.ashlar.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.ashlar.ir.stage.Rule;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/// Registers the rules of this bundle as services, in one loop over the list that the build writes
/// for `ServiceLoader`.
@Component(service = {})
public final class Library {
  private final List<ServiceRegistration<Rule>> registered = new ArrayList<>();

  @Activate
  public Library(BundleContext context) {
    for (var rule : ServiceLoader.load(Rule.class, Library.class.getClassLoader())) {
      var properties = FrameworkUtil.asDictionary(Map.of("ashlar.rule", rule.name()));
      registered.add(context.registerService(Rule.class, rule, properties));
    }
  }

  @Deactivate
  public void close() {
    registered.forEach(ServiceRegistration::unregister);
  }
}
