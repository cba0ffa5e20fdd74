package org.ashlar.onnx.load;

import com.google.common.collect.ImmutableBiMap;
import java.util.Optional;
import org.ashlar.ir.DType;

/// The numbers by which the format names kinds of elements (TensorProto.DataType).
public final class Kinds {
  private static final ImmutableBiMap<Integer, DType> DTYPES =
      ImmutableBiMap.<Integer, DType>builder()
          .put(1, DType.F32)
          .put(2, DType.U8)
          .put(3, DType.I8)
          .put(4, DType.U16)
          .put(5, DType.I16)
          .put(6, DType.I32)
          .put(7, DType.I64)
          .put(8, DType.STRING)
          .put(9, DType.BOOL)
          .put(10, DType.F16)
          .put(11, DType.F64)
          .put(12, DType.U32)
          .put(13, DType.U64)
          .put(14, DType.C64)
          .put(15, DType.C128)
          .put(16, DType.BF16)
          .put(17, DType.F8E4M3FN)
          .put(18, DType.F8E4M3FNUZ)
          .put(19, DType.F8E5M2)
          .put(20, DType.F8E5M2FNUZ)
          .put(21, DType.U4)
          .put(22, DType.I4)
          .put(23, DType.F4E2M1)
          .put(24, DType.F8E8M0)
          .put(25, DType.U2)
          .put(26, DType.I2)
          .buildOrThrow();

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
    return Optional.ofNullable(DTYPES.inverse().get(dtype));
  }
}
