package org.ashlar.compiler;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A program at every stage of its compilation, as text.
public record Explanation(List<Stage> stages) {
  public Explanation {
    stages = List.copyOf(stages);
  }

  /// The program after one stage.
  ///
  /// @param name `function`, `rules`, `placement`, `settle` (what is computed once), `lower`,
  ///   `layout`, `schedule`, `scheduled`, `memory`, `code`, or `cut` where the host acts between
  ///   parts; where a program has several parts, with ` (<part>)` after it
  public record Stage(String name, String text) {}

  /// The first stage of this name.
  public Optional<String> text(String stage) {
    return stages.stream().filter(s -> s.name().equals(stage)).map(Stage::text).findFirst();
  }

  @Override
  public String toString() {
    return stages.stream()
        .map(s -> "-- " + s.name() + "\n" + s.text().stripTrailing() + "\n")
        .collect(Collectors.joining("\n"));
  }
}
