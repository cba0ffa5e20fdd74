package org.ashlar.operators.library;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.ashlar.ir.Operator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/// Registers the operators of this bundle as services, in one loop: a component for each would cost
/// much of the start.
///
/// It reads the list that the build writes for `ServiceLoader`, so with and without OSGi the same
/// operators are found.
@Component(service = {})
public final class Library {
  private final List<ServiceRegistration<Operator>> registered = new ArrayList<>();

  @Activate
  public Library(BundleContext context) {
    for (var specimen : ServiceLoader.load(Operator.class, Library.class.getClassLoader())) {
      var properties =
          FrameworkUtil.asDictionary(Map.of("ashlar.operator", specimen.id().toString()));
      registered.add(context.registerService(Operator.class, specimen, properties));
    }
  }

  @Deactivate
  public void close() {
    registered.forEach(ServiceRegistration::unregister);
  }
}
