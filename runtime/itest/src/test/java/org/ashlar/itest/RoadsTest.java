package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Narrowing;
import org.ashlar.ir.stage.Recompute;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.ir.stage.Tuning;
import org.ashlar.launcher.Launcher;
import org.ashlar.launcher.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/// The two roads to a service, OSGi and the class path, lead to the same classes.
class RoadsTest {
  private static final List<Class<?>> SERVICES =
      List.of(
          Operator.class,
          Backend.class,
          Autodiff.class,
          Batching.class,
          Recompute.class,
          Evaluator.class,
          Lowering.class,
          Arrangement.class,
          Narrowing.class,
          Rule.class,
          Scheduler.class,
          Tuning.class);

  @TempDir Path home;

  @Test
  void bothRoadsFindTheSame() throws Exception {
    var loaded = new TreeMap<String, TreeSet<String>>();
    var registered = new TreeMap<String, TreeSet<String>>();
    try (var platform =
        Launcher.open(new Options(Checkout.distribution(), home, true, List.of()))) {
      for (var service : SERVICES) {
        // What strangers would bring is on the test's class path, not in the distribution.
        var onPath =
            ServiceLoader.load(service).stream()
                .map(each -> each.type().getName())
                .filter(each -> !each.startsWith("org.ashlar.example."));
        loaded.put(service.getSimpleName(), new TreeSet<>(onPath.toList()));
        registered.put(service.getSimpleName(), registered(platform.context(), service));
      }
    }
    assertFalse(loaded.get("Operator").isEmpty(), "no operator found: the test compares nothing");
    assertEquals(registered, loaded);
  }

  @Test
  void everyBundleOfTheDistributionIsActive() {
    try (var platform =
        Launcher.open(new Options(Checkout.distribution(), home, true, List.of()))) {
      for (var bundle : platform.context().getBundles()) {
        assertEquals(
            org.osgi.framework.Bundle.ACTIVE, bundle.getState(), bundle + " is not active");
      }
    }
  }

  @Test
  void nothingStaysBehind() throws Exception {
    try (var platform =
        Launcher.open(new Options(Checkout.distribution(), home, true, List.of()))) {
      assertEquals(
          2,
          platform.context().getProperty("felix.fileinstall.dir").split(",").length - 1,
          "watched: distribution, home, process");
    }
    try (var left = Files.list(home)) {
      assertEquals(List.of(home.resolve("plugins")), left.toList());
    }
  }

  private static TreeSet<String> registered(BundleContext context, Class<?> service)
      throws Exception {
    var names = new TreeSet<String>();
    var references = context.getAllServiceReferences(service.getName(), null);
    if (references != null) {
      for (var reference : references) {
        var found = context.getService(reference);
        names.add(found.getClass().getName());
        context.ungetService(reference);
      }
    }
    return names;
  }
}
