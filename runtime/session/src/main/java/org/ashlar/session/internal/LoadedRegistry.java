package org.ashlar.session.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.Manifest;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The services on a class path, found by `ServiceLoader`. They never come or go.
public final class LoadedRegistry implements Registry {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedRegistry.class);

  private final ClassLoader loader;
  private final Map<Class<?>, List<? extends Provider<?>>> found = new HashMap<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private long nextId;

  public LoadedRegistry(ClassLoader loader) {
    this.loader = loader;
  }

  @Override
  @SuppressWarnings("unchecked") // the list was made by load(service)
  public synchronized <S> List<Provider<S>> find(Class<S> service) {
    var known = found.get(service);
    if (known == null) {
      known = load(service);
      found.put(service, known);
    }
    return (List<Provider<S>>) known;
  }

  @Override
  public Handle listen(Listener listener) {
    return () -> {};
  }

  private <S> List<Provider<S>> load(Class<S> service) {
    var providers = new ArrayList<Provider<S>>();
    var iterator = ServiceLoader.load(service, loader).stream().iterator();
    while (true) {
      try {
        if (!iterator.hasNext()) {
          break;
        }
        var instance = iterator.next().get();
        var origin =
            origins.computeIfAbsent(
                place(instance.getClass()), p -> Origin.of(p, instance.getClass()));
        providers.add(new Provider<>(instance, origin.bundle(), origin.version(), 0, --nextId));
      } catch (ServiceConfigurationError e) {
        LOG.warn("class path: a provider of {} is left out: {}", service.getName(), e.getMessage());
      }
    }
    providers.sort(Provider.BEST_FIRST);
    return List.copyOf(providers);
  }

  /// The bundle that a class comes from, as its manifest says.
  private record Origin(String bundle, String version) {
    static Origin of(String place, Class<?> type) {
      var manifest =
          place.endsWith("/")
              ? place + "META-INF/MANIFEST.MF"
              : "jar:" + place + "!/META-INF/MANIFEST.MF";
      try (InputStream in = URI.create(manifest).toURL().openStream()) {
        var attributes = new Manifest(in).getMainAttributes();
        var name = attributes.getValue("Bundle-SymbolicName");
        var version = attributes.getValue("Bundle-Version");
        if (name != null && version != null) {
          return new Origin(name, version);
        }
      } catch (IOException | IllegalArgumentException e) {
        LOG.debug("class path: {} has no manifest: {}", place, e.getMessage());
      }
      return new Origin(type.getPackageName(), "0.0.0");
    }
  }

  /// Where a class comes from: a jar or a folder.
  private static String place(Class<?> type) {
    var source = type.getProtectionDomain().getCodeSource();
    return source == null ? type.getPackageName() : source.getLocation().toString();
  }
}
