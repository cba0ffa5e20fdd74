package org.ashlar.models.exec;

import java.util.List;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;

/// The services of a registry without any backend but that of one device: what the device does not
/// run, nobody else runs instead. Host functions stay, as they are no backend's.
record OnlyDevice(Registry all, String device) implements Registry {
  @Override
  @SuppressWarnings("unchecked") // filtered, each still a provider of S
  public <S> List<Provider<S>> find(Class<S> service) {
    var found = all.find(service);
    return service == Backend.class
        ? (List<Provider<S>>)
            (List<?>)
                found.stream().filter(p -> Machines.offers((Backend) p.service(), device)).toList()
        : found;
  }

  @Override
  public Handle listen(Listener listener) {
    return all.listen(listener);
  }
}
