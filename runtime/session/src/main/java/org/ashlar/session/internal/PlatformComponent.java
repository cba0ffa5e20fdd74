package org.ashlar.session.internal;

import java.util.Map;
import org.ashlar.compiler.Registry;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Switch;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/// The platform under OSGi: watches the service registry and offers itself as a service.
@Component(
    service = {},
    immediate = true)
public final class PlatformComponent {
  private final OsgiRegistry registry;
  private final Platform platform;
  private final ServiceRegistration<Ashlar> registration;
  private final Registry.Handle observing;

  @Activate
  public PlatformComponent(BundleContext context) {
    registry = new OsgiRegistry(context, Services.WATCHED);
    platform = new Platform(registry);
    registration =
        context.registerService(Ashlar.class, platform, FrameworkUtil.asDictionary(Map.of()));
    observing = platform.observe(this::tell);
  }

  /// The service says the number of the newest epoch.
  private void tell(Switch done) {
    registration.setProperties(FrameworkUtil.asDictionary(Map.of("ashlar.epoch", done.epoch())));
  }

  @Deactivate
  void stop() {
    observing.close();
    registration.unregister();
    platform.close();
    registry.close();
  }
}
