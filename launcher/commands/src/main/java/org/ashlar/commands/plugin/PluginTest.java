package org.ashlar.commands.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.compiler.Registry;
import org.ashlar.swap.Unresolved;
import org.ashlar.testkit.Lawful;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.Outcome;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;

/// Runs the laws of a plugin inside this platform, on every device that is present.
record PluginTest(List<Outcome> outcomes) {
  /// Installs a jar with tests for as long as they run. It is not started: nobody else sees its
  /// services.
  ///
  /// @throws IllegalStateException with the resolver's reason when it cannot be resolved
  static PluginTest run(BundleContext context, Registry registry, Path jar) {
    Bundle bundle;
    try {
      bundle = context.installBundle(jar.toUri().toString());
    } catch (BundleException e) {
      throw new IllegalStateException("plugin test: " + e.getMessage());
    }
    try (var _ = new Guest(bundle)) {
      resolve(context, bundle);
      var with = new Joined(registry, bundle, components(bundle));
      var outcomes = new ArrayList<Outcome>();
      for (var lawful : lawful(bundle)) {
        outcomes.addAll(Laws.run(lawful, with));
      }
      return new PluginTest(outcomes);
    }
  }

  /// A bundle that is here for as long as its laws run.
  private record Guest(Bundle bundle) implements AutoCloseable {
    @Override
    public void close() {
      try {
        bundle.uninstall();
      } catch (BundleException e) {
        throw new IllegalStateException(
            "plugin test: " + bundle.getSymbolicName() + " does not go: " + e.getMessage());
      }
    }
  }

  /// Whether laws were tried and all hold.
  boolean isGood() {
    return Laws.hold(outcomes);
  }

  List<String> lines() {
    if (outcomes.isEmpty()) {
      return List.of(
          "no laws were tried: a class in test whose name ends in Laws must extend OperatorLaws");
    }
    var lines = new ArrayList<String>();
    for (var o : outcomes) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s  %s: %s%s",
              o.held() ? "ok  " : "FAIL",
              o.subject(),
              o.law(),
              o.held() ? ", " + o.checked() + " checked" : ": " + o.message()));
    }
    lines.add(
        outcomes.stream().filter(Outcome::held).count()
            + " laws hold, "
            + outcomes.stream().filter(o -> !o.held()).count()
            + " do not");
    return lines;
  }

  private static void resolve(BundleContext context, Bundle bundle) {
    var wiring = context.getBundle(0).adapt(FrameworkWiring.class);
    if (!wiring.resolveBundles(List.of(bundle))) {
      try {
        bundle.start();
      } catch (BundleException e) {
        throw new IllegalStateException(
            "plugin test: "
                + bundle.getSymbolicName()
                + " cannot be used: "
                + Unresolved.reason(context, bundle, e));
      }
    }
  }

  /// What Declarative Services would make of the bundle.
  private static List<Object> components(Bundle bundle) {
    var made = new ArrayList<Object>();
    for (var file : entries(bundle, "OSGI-INF", "*.xml")) {
      try (var in = file.openStream()) {
        var found =
            PluginBuild.COMPONENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        while (found.find()) {
          made.add(make(bundle, found.group(1)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException("plugin test: " + file + ": " + e.getMessage(), e);
      }
    }
    return made;
  }

  /// The test classes of a bundle, made anew.
  private static List<Lawful> lawful(Bundle bundle) {
    var found = new ArrayList<Lawful>();
    for (var entry : entries(bundle, "/", "*Laws.class")) {
      var path = entry.getPath();
      var name = path.substring(1, path.length() - ".class".length()).replace('/', '.');
      if (make(bundle, name) instanceof Lawful lawful) {
        found.add(lawful);
      }
    }
    return found;
  }

  private static Object make(Bundle bundle, String name) {
    try {
      var constructor = bundle.loadClass(name).getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "plugin test: "
              + name
              + " cannot be made: "
              + Optional.ofNullable(e.getCause()).orElse(e));
    }
  }

  private static List<URL> entries(Bundle bundle, String folder, String pattern) {
    var found = bundle.findEntries(folder, pattern, true);
    return found == null ? List.of() : Collections.list(found);
  }
}
