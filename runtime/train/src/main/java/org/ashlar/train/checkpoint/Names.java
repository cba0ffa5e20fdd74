package org.ashlar.train.checkpoint;

import java.util.Map;
import java.util.stream.Collectors;
import org.ashlar.ir.DType;

/// The names that safetensors has for kinds of numbers.
final class Names {
  private static final Map<DType, String> NAMES =
      Map.ofEntries(
          Map.entry(DType.BOOL, "BOOL"),
          Map.entry(DType.I8, "I8"),
          Map.entry(DType.I16, "I16"),
          Map.entry(DType.I32, "I32"),
          Map.entry(DType.I64, "I64"),
          Map.entry(DType.U8, "U8"),
          Map.entry(DType.U16, "U16"),
          Map.entry(DType.U32, "U32"),
          Map.entry(DType.U64, "U64"),
          Map.entry(DType.F8E4M3FN, "F8_E4M3"),
          Map.entry(DType.F8E5M2, "F8_E5M2"),
          Map.entry(DType.F16, "F16"),
          Map.entry(DType.BF16, "BF16"),
          Map.entry(DType.F32, "F32"),
          Map.entry(DType.F64, "F64"));
  private static final Map<String, DType> KINDS =
      NAMES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private Names() {}

  static String of(DType dtype) {
    var name = NAMES.get(dtype);
    if (name == null) {
      throw new IllegalArgumentException("checkpoint: cannot hold numbers of kind " + dtype);
    }
    return name;
  }

  static DType dtype(String name) {
    var dtype = KINDS.get(name);
    if (dtype == null) {
      throw new IllegalArgumentException("unknown kind of numbers " + name);
    }
    return dtype;
  }
}
