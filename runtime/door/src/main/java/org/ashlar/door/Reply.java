package org.ashlar.door;

import java.util.Map;

/// What a request gave.
///
/// @param outputs by name
/// @param versions the bundles that computed it, by symbolic name
/// @param epoch the number of the epoch that computed it
public record Reply(Map<String, Parcel> outputs, Map<String, String> versions, long epoch) {
  public Reply {
    outputs = Map.copyOf(outputs);
    versions = Map.copyOf(versions);
  }
}
