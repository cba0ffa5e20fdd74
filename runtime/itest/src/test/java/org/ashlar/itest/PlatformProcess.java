package org.ashlar.itest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A platform in a process of its own, as the script starts it.
final class PlatformProcess {
  private PlatformProcess() {}

  /// Starts the launcher with arguments; standard output and error go to a file.
  static Process start(Path said, String... arguments) throws IOException {
    var distribution = Checkout.distribution();
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + distribution.resolve("etc/jvm.options")));
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.addAll(
        List.of(
            "-Dlogback.configurationFile=" + distribution.resolve("etc/logback.xml"),
            "-Dashlar.distribution=" + distribution,
            "-cp",
            distribution.resolve("lib") + "/*",
            "org.ashlar.launcher.Launcher"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }
}
