package org.ashlar.itest;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ashlar.launcher.Launcher;
import org.ashlar.launcher.Options;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/// A platform in this process that is told what to do by command lines, as in its shell.
final class RunningPlatform implements AutoCloseable {
  /// What a command line did.
  record Said(int code, String out, String err) {}

  private final Launcher launcher;
  private final Path home;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private RunningPlatform(Path home) {
    this.home = home;
    var before = System.out;
    var beforeErr = System.err;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      launcher = Launcher.open(new Options(Checkout.distribution(), home, true, List.of()));
      // The command line takes the streams when it is made.
      launcher.run(List.of("--version"));
    } finally {
      System.setOut(before);
      System.setErr(beforeErr);
    }
  }

  static RunningPlatform open(Path home) {
    return new RunningPlatform(home.toAbsolutePath().normalize());
  }

  /// Runs one command line.
  Said run(String... arguments) {
    out.reset();
    err.reset();
    int code = launcher.run(List.of(arguments));
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// The watched folder in which plugins are kept.
  Path plugins() {
    return home.resolve("plugins");
  }

  BundleContext context() {
    return launcher.context();
  }

  Optional<Bundle> bundle(String name) {
    return Arrays.stream(context().getBundles())
        .filter(b -> name.equals(b.getSymbolicName()))
        .findFirst();
  }

  /// Waits until something of the platform holds.
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited half a minute in vain for " + what);
      }
      Thread.sleep(20);
    }
  }

  @Override
  public void close() {
    launcher.close();
  }
}
