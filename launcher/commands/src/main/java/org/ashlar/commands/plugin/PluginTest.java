package org.ashlar.commands.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.ashlar.compiler.Registry;
import org.ashlar.testkit.Lawful;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.Outcome;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/// Runs the laws of a plugin inside this platform, on every device that is present.
record PluginTest(List<Outcome> outcomes) {
  /// Installs a jar with tests for as long as they run.
  ///
  /// @throws IllegalStateException with the resolver's reason when it does not start
  static PluginTest run(BundleContext context, Registry registry, Path jar) {
    Bundle bundle;
    try {
      bundle = context.installBundle(jar.toUri().toString());
    } catch (BundleException e) {
      throw new IllegalStateException("plugin test: " + e.getMessage());
    }
    try {
      bundle.start();
      var outcomes = new ArrayList<Outcome>();
      for (var lawful : lawful(bundle)) {
        outcomes.addAll(Laws.run(lawful, registry));
      }
      return new PluginTest(outcomes);
    } catch (BundleException e) {
      throw new IllegalStateException("plugin test: " + bundle.getSymbolicName() + " does not start: " + e.getMessage());
    } finally {
      try {
        bundle.uninstall();
      } catch (BundleException e) {
        throw new IllegalStateException("plugin test: " + bundle.getSymbolicName() + " does not go: " + e.getMessage());
      }
    }
  }

  /// Whether laws were tried and all hold.
  boolean isGood() {
    return Laws.hold(outcomes);
  }

  List<String> lines() {
    if (outcomes.isEmpty()) {
      return List.of("no laws were tried: a class in test must extend OperatorLaws");
    }
    var lines = new ArrayList<String>();
    for (var o : outcomes) {
      lines.add(String.format(Locale.ROOT, "%s  %s: %s%s", o.held() ? "ok  " : "FAIL", o.subject(), o.law(),
          o.held() ? ", " + o.checked() + " checked" : ": " + o.message()));
    }
    lines.add(outcomes.stream().filter(Outcome::held).count() + " laws hold, "
        + outcomes.stream().filter(o -> !o.held()).count() + " do not");
    return lines;
  }

  /// The test classes of a bundle, made anew.
  private static List<Lawful> lawful(Bundle bundle) {
    var found = new ArrayList<Lawful>();
    for (var entry : Collections.list(bundle.findEntries("/", "*Laws.class", true))) {
      var path = entry.getPath();
      var name = path.substring(1, path.length() - ".class".length()).replace('/', '.');
      try {
        var constructor = bundle.loadClass(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        if (constructor.newInstance() instanceof Lawful lawful) {
          found.add(lawful);
        }
      } catch (ReflectiveOperationException | LinkageError e) {
        throw new IllegalStateException("plugin test: " + name + " cannot be made: " + e);
      }
    }
    return found;
  }
}
