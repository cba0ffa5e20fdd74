package org.ashlar.onnx.load;

import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;

/// The numbers by which the format names kinds of elements (TensorProto.DataType).
public final class Kinds {
  private static final Map<Integer, DType> DTYPES =
      Map.ofEntries(
          Map.entry(1, DType.F32),
          Map.entry(2, DType.U8),
          Map.entry(3, DType.I8),
          Map.entry(4, DType.U16),
          Map.entry(5, DType.I16),
          Map.entry(6, DType.I32),
          Map.entry(7, DType.I64),
          Map.entry(8, DType.STRING),
          Map.entry(9, DType.BOOL),
          Map.entry(10, DType.F16),
          Map.entry(11, DType.F64),
          Map.entry(12, DType.U32),
          Map.entry(13, DType.U64),
          Map.entry(14, DType.C64),
          Map.entry(15, DType.C128),
          Map.entry(16, DType.BF16),
          Map.entry(17, DType.F8E4M3FN),
          Map.entry(18, DType.F8E4M3FNUZ),
          Map.entry(19, DType.F8E5M2),
          Map.entry(20, DType.F8E5M2FNUZ),
          Map.entry(21, DType.U4),
          Map.entry(22, DType.I4),
          Map.entry(23, DType.F4E2M1),
          Map.entry(24, DType.F8E8M0),
          Map.entry(25, DType.U2),
          Map.entry(26, DType.I2));

  private Kinds() {}

  /// The kind of this number.
  ///
  /// @throws IllegalArgumentException when the format has none, or a newer one than this reader
  public static DType of(int number) {
    return find(number)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "element kind " + number + ": unknown; known are 1 to 26"));
  }

  /// The kind of this number, if there is one.
  public static Optional<DType> find(int number) {
    return Optional.ofNullable(DTYPES.get(number));
  }

  /// The number of a kind; empty for what the format cannot name (`tf32`).
  public static Optional<Integer> number(DType dtype) {
    return DTYPES.entrySet().stream()
        .filter(e -> e.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
