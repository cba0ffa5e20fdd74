package org.ashlar.testkit;

import java.util.ServiceLoader;
import org.ashlar.backend.Backend;

/// The reference device obeys what it defines.
class ReferenceBackendLaws extends BackendLaws {
  ReferenceBackendLaws() {
    super(ServiceLoader.load(Backend.class).findFirst().orElseThrow());
  }
}
