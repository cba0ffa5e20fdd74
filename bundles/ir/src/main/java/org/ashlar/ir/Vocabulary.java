package org.ashlar.ir;

import java.util.List;
import java.util.Optional;

/// The operators present: what the parser asks for a specimen.
public interface Vocabulary {
  /// The specimen with this identity.
  Optional<Operator> find(OperatorId id);

  /// A vocabulary of fixed specimens; of two with one identity the first is taken.
  static Vocabulary of(List<? extends Operator> specimens) {
    var copy = List.<Operator>copyOf(specimens);
    return id -> copy.stream().filter(op -> op.id().equals(id)).findFirst();
  }
}
