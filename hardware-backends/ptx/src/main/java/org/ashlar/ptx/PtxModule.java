package org.ashlar.ptx;

import java.util.List;
import java.util.Optional;

/// A whole PTX text.
///
/// @param file the name that messages give it
/// @param target the machine and options of `.target`, as `sm_80`
public record PtxModule(
    String file,
    int major,
    int minor,
    List<String> target,
    int addressSize,
    List<SourceFile> files,
    List<Variable> variables,
    List<Routine> routines) {
  /// Keeps copies.
  public PtxModule {
    target = List.copyOf(target);
    files = List.copyOf(files);
    variables = List.copyOf(variables);
    routines = List.copyOf(routines);
  }

  /// A module of PTX 8.0 that no text holds.
  public static PtxModule of(
      String target, List<SourceFile> files, List<Variable> variables, List<Routine> routines) {
    return new PtxModule("", 8, 0, List.of(target), 64, files, variables, routines);
  }

  /// The routine of a name, the one with a body first.
  public Optional<Routine> routine(String name) {
    var named = routines.stream().filter(r -> r.name().equals(name)).toList();
    return named.stream()
        .filter(r -> r.body().isPresent())
        .findFirst()
        .or(() -> named.stream().findFirst());
  }

  /// The entries with a body.
  public List<Routine> entries() {
    return routines.stream().filter(r -> r.entry() && r.body().isPresent()).toList();
  }

  /// The number of the machine: 80 for `sm_80`; 0 where no target says one.
  public int machine() {
    return target.stream()
        .filter(t -> t.startsWith("sm_"))
        .map(t -> t.substring(3).replaceAll("\\D", ""))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(0);
  }
}
