package org.ashlar.ptx;

import java.util.List;
import java.util.Optional;

/// An `.entry`, which a launch starts, or a `.func`, which routines call.
///
/// @param results what a function returns: parameters or registers
/// @param body the statements; empty where the routine is only declared
public record Routine(
    Linkage linkage,
    boolean entry,
    String name,
    List<Variable> results,
    List<Variable> parameters,
    List<Directive> directives,
    Optional<List<Statement>> body,
    Position position) {
  /// Keeps copies.
  public Routine {
    results = List.copyOf(results);
    parameters = List.copyOf(parameters);
    directives = List.copyOf(directives);
    body = body.map(List::copyOf);
  }

  /// The values of a directive, where it is there.
  public Optional<List<Integer>> directive(String of) {
    return directives.stream().filter(d -> d.name().equals(of)).map(Directive::values).findFirst();
  }
}
