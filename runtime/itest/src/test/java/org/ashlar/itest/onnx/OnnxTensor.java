package org.ashlar.itest.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Reads the tensors of ONNX files (its message TensorProto).
final class OnnxTensor {
  private static final Map<Long, DType> DTYPES =
      Map.ofEntries(
          Map.entry(1L, DType.F32),
          Map.entry(2L, DType.U8),
          Map.entry(3L, DType.I8),
          Map.entry(4L, DType.U16),
          Map.entry(5L, DType.I16),
          Map.entry(6L, DType.I32),
          Map.entry(7L, DType.I64),
          Map.entry(9L, DType.BOOL),
          Map.entry(10L, DType.F16),
          Map.entry(11L, DType.F64),
          Map.entry(12L, DType.U32),
          Map.entry(13L, DType.U64),
          Map.entry(16L, DType.BF16),
          Map.entry(17L, DType.F8E4M3FN),
          Map.entry(18L, DType.F8E4M3FNUZ),
          Map.entry(19L, DType.F8E5M2),
          Map.entry(20L, DType.F8E5M2FNUZ),
          Map.entry(21L, DType.U4),
          Map.entry(22L, DType.I4),
          Map.entry(23L, DType.F4E2M1),
          Map.entry(24L, DType.F8E8M0),
          Map.entry(25L, DType.U2),
          Map.entry(26L, DType.I2));

  private OnnxTensor() {}

  /// The dtype of this number in the format; empty for what is no number.
  static Optional<DType> dtype(long number) {
    return Optional.ofNullable(DTYPES.get(number));
  }

  static TensorData read(Message tensor) {
    var dtype =
        dtype(tensor.whole(2))
            .orElseThrow(() -> new IllegalArgumentException("no numbers: " + tensor.whole(2)));
    var sizes = tensor.wholes(1).stream().mapToLong(Long::longValue).toArray();
    var data = TensorData.zeros(dtype, sizes);
    if (tensor.has(9)) {
      raw(tensor.bytes(9), data);
      return data;
    }
    List<Long> bits =
        switch (dtype) {
          case F32 -> tensor.bits(4, 4);
          case F64 -> tensor.bits(10, 8);
          case I64 -> tensor.wholes(7);
          case U32, U64 -> tensor.wholes(11);
          default -> tensor.wholes(5);
        };
    boolean packed = dtype.bits() < 8 && dtype != DType.BOOL;
    int many = packed ? 8 / dtype.bits() : 1;
    for (int i = 0; i < data.elements(); i++) {
      long from = bits.get(i / many) >>> i % many * dtype.bits();
      data.set(i, packed ? narrow(dtype, from) : dtype == DType.F32 ? from : wrap(dtype, from));
    }
    return data;
  }

  private static void raw(byte[] bytes, TensorData data) {
    var dtype = data.dtype();
    int width = dtype == DType.BOOL ? 8 : dtype.bits();
    for (int i = 0; i < data.elements(); i++) {
      long bits = 0;
      if (width < 8) {
        bits = bytes[i * width / 8] >>> i * width % 8;
        data.set(i, narrow(dtype, bits));
        continue;
      }
      for (int b = 0; b < width / 8; b++) {
        bits |= (bytes[i * width / 8 + b] & 0xffL) << 8 * b;
      }
      data.set(i, wrap(dtype, bits));
    }
  }

  private static long narrow(DType dtype, long bits) {
    return dtype.isFloat() ? bits & (1L << dtype.bits()) - 1 : Codec.wrap(dtype, bits);
  }

  private static long wrap(DType dtype, long bits) {
    return dtype.isInteger()
        ? Codec.wrap(dtype, bits)
        : dtype.bytes() == 8 ? bits : bits & (1L << dtype.bytes() * 8) - 1;
  }
}
