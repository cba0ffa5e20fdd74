package org.ashlar.compiler;

import java.nio.file.Path;
import java.util.Optional;

/// An error of a block, not of the program that was compiled. Carries text only, so that no class
/// of the block stays reachable through it.
public final class Defect extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final String stage;
  private final transient Optional<Path> dump;

  /// @param stage where it happened: `rules`, `lower`, `schedule`, `compile`
  /// @param message `what: rule: facts`
  /// @param dump the file with the program before the stage
  Defect(String stage, String message, Optional<Path> dump) {
    super(message + dump.map(p -> "; the program before: " + p).orElse(""));
    this.stage = stage;
    this.dump = dump;
  }

  public String stage() {
    return stage;
  }

  /// The file with the program before the stage.
  public Optional<Path> dump() {
    return dump;
  }
}
