package org.ashlar.models.bench.suite;

import java.util.List;
import org.ashlar.models.exec.Readers;

/// The suites by their names.
public final class Suites {
  public static final List<String> NAMES =
      List.of("gemm", "conv", "elementwise", "attention", "models");

  private Suites() {}

  /// The cases of a suite, in their order.
  ///
  /// @param models files and folders for the suite `models`; empty: those that it knows
  /// @throws IllegalArgumentException when there is no such suite
  public static List<Case> cases(String suite, List<String> models, Readers readers) {
    return switch (suite) {
      case "gemm" -> Products.cases();
      case "conv" -> Convolutions.cases();
      case "elementwise" -> Chains.cases();
      case "attention" -> Attentions.cases();
      case "models" -> Models.cases(models, readers);
      default ->
          throw new IllegalArgumentException(
              "bench: there is no suite " + suite + ": there are " + NAMES);
    };
  }
}
