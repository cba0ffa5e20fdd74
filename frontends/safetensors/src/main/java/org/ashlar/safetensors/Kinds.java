package org.ashlar.safetensors;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;

/// The names of number kinds in a file.
///
/// Kinds that the format does not know but that take one byte are written as `U8`, their own name
/// beside them in the metadata; the rest cannot be written.
final class Kinds {
  private static final Map<String, DType> NAMES =
      Map.ofEntries(
          Map.entry("BOOL", DType.BOOL),
          Map.entry("I8", DType.I8),
          Map.entry("I16", DType.I16),
          Map.entry("I32", DType.I32),
          Map.entry("I64", DType.I64),
          Map.entry("U8", DType.U8),
          Map.entry("U16", DType.U16),
          Map.entry("U32", DType.U32),
          Map.entry("U64", DType.U64),
          Map.entry("F8_E4M3", DType.F8E4M3FN),
          Map.entry("F8_E5M2", DType.F8E5M2),
          Map.entry("F8_E8M0", DType.F8E8M0),
          Map.entry("F16", DType.F16),
          Map.entry("BF16", DType.BF16),
          Map.entry("F32", DType.F32),
          Map.entry("F64", DType.F64));

  private Kinds() {}

  /// The kind of a name in a file.
  static Optional<DType> of(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /// The name in a file; empty where the kind takes more than a byte and has none.
  static Optional<String> name(DType dtype) {
    return NAMES.entrySet().stream()
        .filter(e -> e.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> isNumber(dtype) && dtype.bytes() == 1 ? Optional.of("U8") : Optional.empty());
  }

  /// Whether the kind's own name must stand beside it.
  static boolean isForeign(DType dtype) {
    return !NAMES.containsValue(dtype);
  }

  /// A kind by its own name, one that is written as bytes.
  static Optional<DType> foreign(String name) {
    for (var dtype : DType.values()) {
      if (dtype.name().toLowerCase(Locale.ROOT).equals(name)
          && isForeign(dtype)
          && isNumber(dtype)
          && dtype.bytes() == 1) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  private static boolean isNumber(DType dtype) {
    return dtype.kind() != DType.Kind.STRING && dtype.kind() != DType.Kind.COMPLEX;
  }
}
