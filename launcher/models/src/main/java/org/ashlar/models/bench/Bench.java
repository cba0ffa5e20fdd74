package org.ashlar.models.bench;

import picocli.CommandLine;

/// The command `bench` on a plain class path, without the platform around it.
public final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new BenchCommand()).execute(arguments));
  }
}
