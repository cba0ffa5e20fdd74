package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/// The names of tests that are known to end well, one a line: kept with the sources, so that none
/// is lost unseen.
final class Passing {
  private Passing() {}

  static void write(Path file, Tally tally) {
    try {
      Files.writeString(file, String.join("\n", new TreeSet<>(tally.passing())) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// Those of the list that were run and did not end well, or were not there, each with why.
  static List<String> lost(Path file, Tally tally) {
    var outcomes = new HashMap<String, Outcome>();
    tally.tests().forEach(outcome -> outcomes.put(outcome.name(), outcome));
    var well = new TreeSet<>(tally.passing());
    var lost = new ArrayList<String>();
    for (var name : read(file)) {
      var outcome = outcomes.get(name);
      if (outcome == null) {
        lost.add(name + ": is not there");
      } else if (!well.contains(name)) {
        lost.add(name + ": " + outcome.status() + ": " + outcome.detail());
      }
    }
    return lost;
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
