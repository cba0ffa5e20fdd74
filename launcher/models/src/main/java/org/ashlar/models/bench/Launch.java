package org.ashlar.models.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a measuring process is started: plain Java with the class path of this system and of the
/// peers.
///
/// The class path goes by the environment: some peers read their own command line and want it
/// short.
record Launch(List<String> command, String classPath) {
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:+UseSerialGC",
          "-Xlog:disable",
          "-Xss16m");

  /// Settings of this process that the other has of its own.
  private static final List<String> OWN =
      List.of("ashlar.threads", "ashlar.terminal", "ashlar.checkout", "ashlar.distribution");

  static Launch of(String main, int threads, Optional<Path> peers) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-Dashlar.threads=" + threads);
    System.getProperties()
        .forEach((name, value) -> {
          var text = String.valueOf(name);
          if (text.startsWith("ashlar.") && !OWN.contains(text)) {
            command.add("-D" + text + "=" + value);
          }
        });
    if (System.getProperty("ashlar.tuning") == null) {
      command.add("-Dashlar.tuning=off"); // what a user has tuned is no figure of ours
    }
    var logging = System.getProperty("logback.configurationFile");
    if (logging != null) {
      command.add("-Dlogback.configurationFile=" + logging);
    }
    command.add(main);
    var path = new ArrayList<String>();
    if (Launch.class.getClassLoader() == ClassLoader.getSystemClassLoader()) {
      path.add(System.getProperty("java.class.path"));
    } else { // inside the platform
      var distribution = System.getProperty("ashlar.distribution", ".");
      path.add(Path.of(distribution, "bundles", "*").toString());
      path.add(Path.of(distribution, "lib", "*").toString());
    }
    peers.ifPresent(folder -> path.add(folder.resolve("*").toString()));
    return new Launch(command, String.join(System.getProperty("path.separator"), path));
  }
}
