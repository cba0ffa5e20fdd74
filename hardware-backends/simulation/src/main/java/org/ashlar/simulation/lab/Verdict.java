package org.ashlar.simulation.lab;

import java.util.List;

/// What is known of a PTX text after reading it: its entries, or what is wrong.
///
/// @param target such as `sm_80`
/// @param problems `file:line:column: what: rule: facts`, in the order of the text
public record Verdict(String file, String target, List<EntryFacts> entries, List<String> problems) {
  public Verdict {
    entries = List.copyOf(entries);
    problems = List.copyOf(problems);
  }

  public boolean good() {
    return problems.isEmpty();
  }

  /// What an entry is made of.
  ///
  /// @param parameters types and names, in order
  /// @param sharedBytes declared; what a launch adds is not in it
  public record EntryFacts(
      String name,
      List<String> parameters,
      int instructions,
      int registers,
      int sharedBytes,
      int localBytes) {
    public EntryFacts {
      parameters = List.copyOf(parameters);
    }
  }
}
