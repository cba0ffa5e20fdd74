package org.ashlar.models.bench;

import picocli.CommandLine;

/// The command `bench` on a plain class path, without the platform around it.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    var line = new CommandLine(new BenchCommand()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(arguments));
  }
}
