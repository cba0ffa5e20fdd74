package org.ashlar.models.bench.suite;

import java.util.List;
import java.util.Map;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.source.Packages;

/// The suites by their names.
public final class Suites {
  public static final List<String> NAMES =
      List.of("gemm", "conv", "elementwise", "attention", "models", "train");

  private Suites() {}

  /// The cases of a suite, in their order.
  ///
  /// @param models files and folders for the suite `models`; empty: those that it knows
  /// @param sizes numbers for sizes that those leave open
  /// @throws IllegalArgumentException when there is no such suite
  public static List<Case> cases(
      String suite, List<String> models, Map<String, Long> sizes, Readers readers) {
    return switch (suite) {
      case "gemm" -> Products.cases();
      case "conv" -> Convolutions.cases();
      case "elementwise" -> Chains.cases();
      case "attention" -> Attentions.cases();
      case "models" -> new Models(readers, Packages.ofUser(), sizes).cases(models);
      case "train" -> Lessons.cases();
      default ->
          throw new IllegalArgumentException(
              "bench: there is no suite " + suite + ": there are " + NAMES);
    };
  }
}
