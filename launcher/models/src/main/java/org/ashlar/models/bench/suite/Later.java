package org.ashlar.models.bench.suite;

import java.nio.file.Path;
import java.util.function.Supplier;

/// A case that is made when it is needed, since its constants take memory.
record Later(String name, Supplier<Case> made) implements Case {
  @Override
  public Ready ready(Path folder) {
    return made.get().ready(folder);
  }
}
