package org.ashlar.commands.plugin;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.osgi.framework.Bundle;

/// The services of a platform with those of one bundle before them, for nobody but its holder.
record Joined(Registry platform, Bundle bundle, List<Object> services) implements Registry {
  @Override
  public <S> List<Provider<S>> find(Class<S> service) {
    var all = new ArrayList<Provider<S>>();
    for (int i = 0; i < services.size(); i++) {
      if (service.isInstance(services.get(i))) {
        all.add(
            new Provider<>(
                service.cast(services.get(i)),
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                Integer.MAX_VALUE,
                Long.MAX_VALUE - i));
      }
    }
    all.addAll(platform.find(service));
    return all;
  }

  @Override
  public Handle listen(Listener listener) {
    return platform.listen(listener);
  }
}
