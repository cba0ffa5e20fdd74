package org.ashlar.session;

import java.util.Map;
import org.ashlar.ir.TensorData;

/// The variables of a session as of one and the same run.
///
/// @param runs how many runs they have in them: see {@link Session#runs}
public record Snapshot(long runs, Map<String, TensorData> variables) {
  public Snapshot {
    variables = Map.copyOf(variables);
  }
}
