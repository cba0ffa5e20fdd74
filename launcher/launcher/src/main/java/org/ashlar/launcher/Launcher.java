package org.ashlar.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A platform in one process: the framework, the bundles of a distribution, and the folder of its
/// run-time files.
///
/// The bundles are installed by reference (not copied); jars in the watched `plugins` folders come
/// and go while it runs. The command line is a service that speaks only `java.*`: a [ToIntFunction]
/// of the arguments with the property `ashlar=command-line`, whose result is the exit code of the
/// process.
public final class Launcher implements AutoCloseable {
  /// Exit code where the platform itself cannot start.
  private static final int NO_PLATFORM = 3;

  private static final String COMMAND_LINE =
      "(&(objectClass=java.util.function.ToIntFunction)(ashlar=command-line))";

  private final Framework framework;
  private final RunFolder folder;

  private Launcher(Framework framework, RunFolder folder) {
    this.framework = framework;
    this.folder = folder;
  }

  public static void main(String[] arguments) {
    if (Boolean.getBoolean("ashlar.terminal")) {
      // The virtual machine announces its incubating module in a line of its own, which nobody can
      // act on: take it back.
      System.err.print("\u001b[1A\u001b[2K");
    }
    int code;
    try {
      var options = Options.of(arguments);
      try (var platform = open(options)) {
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "ashlar-stop"));
        code = platform.run(options.rest());
      }
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException wrong) {
      System.err.println("ashlar: " + wrong.getMessage());
      code = NO_PLATFORM;
    }
    System.exit(code);
  }

  /// Starts the platform of `options`; every bundle that can be started is, and the log names the
  /// others.
  public static Launcher open(Options options) {
    var bundles = options.distribution().resolve("bundles");
    if (!Files.isDirectory(bundles)) {
      throw new IllegalArgumentException(
          "no distribution: there is no folder " + bundles + ": run ./ashlar, which builds it");
    }
    var folder = RunFolder.open(options.home());
    try {
      if (options.named()) {
        Files.createDirectories(options.home().resolve("plugins"));
      }
      var factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
      var framework = factory.newFramework(properties(options, folder));
      framework.init();
      for (var jar : jars(bundles)) {
        framework.getBundleContext().installBundle("reference:" + jar.toUri());
      }
      start(framework);
      return new Launcher(framework, folder);
    } catch (IOException unwritable) {
      folder.close();
      throw new UncheckedIOException(
          "cannot write under " + options.home() + ": " + unwritable.getMessage(), unwritable);
    } catch (BundleException broken) {
      folder.close();
      throw new IllegalStateException(
          "the framework does not start: " + broken.getMessage(), broken);
    }
  }

  /// Hands over the arguments and returns the exit code.
  public int run(List<String> arguments) {
    var context = framework.getBundleContext();
    try {
      var tracker =
          new ServiceTracker<ToIntFunction<String[]>, ToIntFunction<String[]>>(
              context, context.createFilter(COMMAND_LINE), null);
      tracker.open();
      var commands = tracker.waitForService(TimeUnit.SECONDS.toMillis(10));
      if (commands == null) {
        throw new IllegalStateException(
            "no command line: the bundle org.ashlar.shell is not active: see the lines above");
      }
      return commands.applyAsInt(arguments.toArray(String[]::new));
    } catch (InvalidSyntaxException impossible) {
      throw new AssertionError(impossible);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the command line", stopped);
    }
  }

  public BundleContext context() {
    return framework.getBundleContext();
  }

  /// Stops every bundle and removes the run-time files.
  @Override
  public void close() {
    try {
      framework.stop();
      framework.waitForStop(TimeUnit.SECONDS.toMillis(20));
    } catch (BundleException broken) {
      log().warn("the framework does not stop: {}", broken.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    folder.close();
  }

  private static void start(Framework framework) throws BundleException {
    for (var bundle : framework.getBundleContext().getBundles()) {
      try {
        if (bundle != framework && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
          bundle.start(Bundle.START_ACTIVATION_POLICY);
        }
      } catch (BundleException reason) {
        log().warn("bundle not started: {}: {}", bundle.getSymbolicName(), reason.getMessage());
      }
    }
    framework.start();
  }

  private static Map<String, String> properties(Options options, RunFolder folder) {
    var all = new HashMap<String, String>();
    defaults(options.distribution().resolve("etc/framework.properties"))
        .forEach((k, v) -> all.put(k.toString(), v.toString()));
    var plugins =
        Stream.of(
            options.distribution().resolve("plugins"),
            options.home().resolve("plugins"),
            folder.plugins());
    var watched = plugins.filter(Files::isDirectory).map(Path::toString).distinct().toList();
    all.put("felix.fileinstall.dir", String.join(",", watched));
    all.put("felix.fileinstall.tmpdir", folder.path().resolve("fileinstall").toString());
    all.put("ashlar.distribution", options.distribution().toString());
    all.put("ashlar.home", options.home().toString());
    all.put("ashlar.run", folder.path().toString());
    all.put(
        "ashlar.plugins",
        (options.named() ? options.home().resolve("plugins") : folder.plugins()).toString());
    all.put("ashlar.plugins.own", folder.plugins().toString());
    all.put(Constants.FRAMEWORK_STORAGE, folder.path().resolve("framework").toString());
    return all;
  }

  private static Properties defaults(Path file) {
    var properties = new Properties();
    try (var text = Files.newBufferedReader(file)) {
      properties.load(text);
      return properties;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "cannot read " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private static List<Path> jars(Path folder) {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(
          "cannot read " + folder + ": " + unreadable.getMessage(), unreadable);
    }
  }

  /// Made when it is first needed: the arguments say how much it tells.
  private static Logger log() {
    return LoggerFactory.getLogger(Launcher.class);
  }
}
