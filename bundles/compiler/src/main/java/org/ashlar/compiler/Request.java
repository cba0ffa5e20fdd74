package org.ashlar.compiler;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.stage.Precision;

/// What to compile, and how.
///
/// @param function with constant sizes, apart from those that depend on data
/// @param variables inputs that an instance keeps between runs
/// @param updates outputs that become the new number of a variable at the end of a run, by output
///   name
/// @param device the target to prefer; empty: `ashlar.device`, else the best present
/// @param fallback whether operators that the device refuses may run on another one
/// @param derivedBy the blocks that made the function, bundle to version: they count among a
///   program's versions
/// @param precision in how many bits weights are kept and multiplied; f32 but where a user asked
///   for less
public record Request(
    Function function,
    Set<String> variables,
    Map<String, String> updates,
    Optional<String> device,
    boolean fallback,
    Map<String, String> derivedBy,
    Precision precision) {
  public Request {
    variables = Set.copyOf(variables);
    updates = Map.copyOf(updates);
    derivedBy = Map.copyOf(derivedBy);
  }

  public Request(
      Function function,
      Set<String> variables,
      Map<String, String> updates,
      Optional<String> device,
      boolean fallback,
      Map<String, String> derivedBy) {
    this(function, variables, updates, device, fallback, derivedBy, Precision.F32);
  }

  public Request(
      Function function,
      Set<String> variables,
      Map<String, String> updates,
      Optional<String> device,
      boolean fallback) {
    this(function, variables, updates, device, fallback, Map.of());
  }

  /// The same for another function of these inputs.
  Request with(Function other) {
    return new Request(other, variables, updates, device, fallback, derivedBy, precision);
  }

  /// The same in another precision.
  public Request with(Precision other) {
    return new Request(function, variables, updates, device, fallback, derivedBy, other);
  }

  public static Request of(Function function) {
    return new Request(function, Set.of(), Map.of(), Optional.empty(), true);
  }
}
