package org.ashlar.session.internal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.door.Door;
import org.ashlar.ir.Function;
import org.ashlar.session.Ashlar;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/// Offers the platform to the door: as long as both are there, programs that stay run on sessions.
@Component(
    service = {},
    immediate = true)
public final class HostComponent {
  private final Door.Handle hosting;

  @Activate
  public HostComponent(@Reference Door door, @Reference Ashlar ashlar) {
    hosting = door.host(new Hosted((Platform) ashlar, contracts()));
  }

  /// Every program goes back to the door.
  @Deactivate
  void stop() {
    hosting.close();
  }

  /// The contracts that every answer passes through, as they are wired here.
  private static Map<String, String> contracts() {
    return List.of(Function.class, Backend.class, Compiler.class, Ashlar.class).stream()
        .map(FrameworkUtil::getBundle)
        .collect(Collectors.toMap(b -> b.getSymbolicName(), b -> b.getVersion().toString()));
  }
}
