package org.ashlar.train.checkpoint;

import java.nio.file.Path;
import java.util.List;

/// The newest checkpoint that is whole.
///
/// @param refused newer ones that are not, each with the reason
public record Restored(Path file, Checkpoint checkpoint, List<String> refused) {
  public Restored {
    refused = List.copyOf(refused);
  }
}
