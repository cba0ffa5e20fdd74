package org.ashlar.commands.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.ashlar.session.Ashlar;
import org.ashlar.swap.Loaders;
import org.ashlar.swap.Swapper;
import org.ashlar.swap.Unresolved;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says in the log what went wrong with jars that people put into a watched folder themselves: one
/// that is no bundle, one that does not start, one whose classes stay after it left.
@Component(service = PluginWatch.class, immediate = true)
public final class PluginWatch {
  private static final Logger LOG = LoggerFactory.getLogger(PluginWatch.class);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final BundleContext context;
  private final Plugins plugins;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("ashlar-plugins").daemon(true).unstarted(work));
  private final Map<String, Loaders> live = new HashMap<>();
  private final Set<String> said = new HashSet<>();

  @Activate
  public PluginWatch(BundleContext context, @Reference Ashlar ashlar) {
    this.context = context;
    this.plugins = Plugins.of(context, ashlar.registry());
    var _ = looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
  }

  @Deactivate
  void stop() {
    looks.shutdownNow();
  }

  private void look() {
    try {
      var now = new HashMap<String, Loaders>();
      var present = plugins.list();
      for (var bundle : present) {
        if (bundle.getState() == Bundle.ACTIVE) {
          var key = bundle.getBundleId() + " " + bundle.getLastModified();
          now.put(key, live.containsKey(key) ? live.get(key) : watched(bundle));
        }
        started(bundle);
      }
      live.forEach((key, loaders) -> {
        if (!now.containsKey(key)) {
          var _ = looks.schedule(() -> left(loaders), 5, TimeUnit.SECONDS);
        }
      });
      live.clear();
      live.putAll(now);
      for (var file : files()) {
        if (present.stream().noneMatch(b -> plugins.isFrom(b, file)) && isQuiet(file)) {
          say(
              file
                  + " is not taken: it is no bundle, or another has its symbolic name and version: plugin install "
                  + file
                  + " says which");
        }
      }
    } catch (RuntimeException | IOException e) {
      LOG.warn("plugins: {}", e.toString());
    }
  }

  private static Loaders watched(Bundle bundle) {
    var loaders = new Loaders();
    loaders.watch(bundle);
    return loaders;
  }

  /// Says once why a bundle that had time to start did not.
  private void started(Bundle bundle) {
    if (Instant.ofEpochMilli(bundle.getLastModified()).plus(QUIET).isAfter(Instant.now())) {
      return;
    }
    if (bundle.getState() == Bundle.INSTALLED) {
      try {
        bundle.start();
      } catch (BundleException e) {
        say(
            "plugin "
                + Swapper.label(bundle)
                + " does not start: "
                + Unresolved.reason(context, bundle, e));
      }
    } else if (bundle.getState() == Bundle.ACTIVE) {
      Started.of(context, bundle)
          .failed()
          .ifPresent(why -> say("plugin " + Swapper.label(bundle) + " does not start: " + why));
    }
  }

  private void left(Loaders loaders) {
    if (!loaders.collect(QUIET)) {
      loaders.held().forEach(this::say);
    }
  }

  private void say(String line) {
    if (said.add(line)) {
      LOG.warn("{}", line);
    }
  }

  private List<Path> files() throws IOException {
    var found = new ArrayList<Path>();
    for (var folder : plugins.watched()) {
      if (Files.isDirectory(folder)) {
        try (var jars = Files.newDirectoryStream(folder, "*.jar")) {
          jars.forEach(found::add);
        }
      }
    }
    return found;
  }

  private static boolean isQuiet(Path file) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().plus(QUIET).isBefore(Instant.now());
  }
}
