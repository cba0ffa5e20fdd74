package org.ashlar.onnx.translate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.ashlar.ir.Operator;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Vocabulary;

/// Operators of third parties: one answers to its own domain, name and version, and no other.
final class Foreign {
  /// How far back a version is looked for.
  private static final int BACK = 64;

  private Foreign() {}

  /// The operator of the highest version that a model's opset allows, by its name as written or in
  /// lower case; none of the domain of the format itself.
  static Optional<Operator> find(Vocabulary vocabulary, String domain, String name, long opset) {
    if (domain.isEmpty()) {
      return Optional.empty();
    }
    for (long version = opset; version >= 1 && version > opset - BACK; version--) {
      for (var written : List.of(name, name.toLowerCase(Locale.ROOT))) {
        var found = vocabulary.find(new OperatorId(domain, written, (int) version));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}
