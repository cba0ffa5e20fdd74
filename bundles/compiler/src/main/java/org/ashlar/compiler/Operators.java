package org.ashlar.compiler;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.OperatorId;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Vocabulary;

/// The operators that text is read against, and who provided those that have left.
final class Operators {
  private final Registry registry;

  /// Text only, by the operator's identity: who provided it last.
  private final Map<String, String> seen = new ConcurrentHashMap<>();

  Operators(Registry registry) {
    this.registry = registry;
  }

  /// Keeps who provides an operator, for the message when nobody does; other services are let by.
  void remember(Provider<?> provider) {
    if (provider.service() instanceof Operator operator) {
      seen.put(operator.id().toString(), provider.label());
    }
  }

  Optional<String> lastProvider(OperatorId id) {
    return Optional.ofNullable(seen.get(id.toString()));
  }

  /// @throws IllegalArgumentException when the text is not a function or an operator refuses its
  ///   arguments; of a missing operator it says who provided it before
  Function parse(String text) {
    try {
      return Parse.function(text, vocabulary());
    } catch (IllegalArgumentException e) {
      throw known(String.valueOf(e.getMessage()))
          .<IllegalArgumentException>map(IllegalArgumentException::new)
          .orElse(e);
    }
  }

  private Vocabulary vocabulary() {
    var specimens = new HashMap<OperatorId, Operator>();
    registry
        .find(Operator.class)
        .forEach(p -> specimens.putIfAbsent(p.service().id(), p.service()));
    return id -> Optional.ofNullable(specimens.get(id));
  }

  private Optional<String> known(String message) {
    return seen.entrySet().stream()
        .filter(e -> message.contains(" " + e.getKey() + ": nobody provides"))
        .map(e -> message + "; provided by: " + e.getValue() + ", which left")
        .findFirst();
  }
}
