package org.ashlar.compiler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Function;

/// What to compile, and how.
///
/// @param function with constant sizes
/// @param variables inputs that an instance keeps between runs
/// @param updates outputs that become the new number of a variable at the end of a run, by output name
/// @param device the target to prefer; empty: the best present
/// @param fallback whether operators that the device refuses may run on another one
public record Request(
    Function function, Set<String> variables, Map<String, String> updates, Optional<String> device, boolean fallback) {
  public Request {
    variables = Set.copyOf(variables);
    updates = Map.copyOf(updates);
  }

  public static Request of(Function function) {
    return new Request(function, Set.of(), Map.of(), Optional.empty(), true);
  }
}
