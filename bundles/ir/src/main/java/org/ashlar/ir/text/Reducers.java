package org.ashlar.ir.text;

import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Reducer;

/// The reducers that have a name in the text forms.
final class Reducers {
  private Reducers() {}

  static Optional<Reducer> named(String name, DType dtype) {
    if (dtype.kind() == DType.Kind.COMPLEX || dtype == DType.STRING) {
      return Optional.empty();
    }
    return switch (name) {
      case "none" -> Optional.of(Reducer.none(dtype));
      case "sum" -> Optional.of(Reducer.sum(dtype));
      case "product" -> Optional.of(Reducer.product(dtype));
      case "max" -> Optional.of(Reducer.max(dtype));
      case "min" -> Optional.of(Reducer.min(dtype));
      case "argmax" -> Optional.of(Reducer.argmax(dtype));
      default -> Optional.empty();
    };
  }
}
