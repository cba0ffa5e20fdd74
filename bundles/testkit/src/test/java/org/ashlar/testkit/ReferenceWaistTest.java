package org.ashlar.testkit;

import java.util.ServiceLoader;
import org.ashlar.backend.Backend;

/// The waist on the reference device.
class ReferenceWaistTest extends WaistLaws {
  ReferenceWaistTest() {
    super(reference(), 1);
  }

  private static Backend reference() {
    return ServiceLoader.load(Backend.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(b -> b.targets().getFirst().name().equals("reference"))
        .findFirst()
        .orElseThrow();
  }
}
