package org.ashlar.onnx.load;

import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.schema.TensorProto;

/// Reads the numbers of tensors that lie inside a file.
public final class Tensors {
  /// No tensor has more elements; their bytes can be counted too.
  private static final long MOST = 1L << 56;

  private Tensors() {}

  /// The sizes of a tensor.
  ///
  /// @throws IllegalArgumentException when one is negative, or their product too large
  public static long[] sizes(TensorProto tensor) {
    return sizes(tensor.getName(), tensor.getDimsList());
  }

  static long[] sizes(String name, List<Long> dims) {
    long elements = 1;
    for (long size : dims) {
      try {
        elements = Math.multiplyExact(elements, size);
      } catch (ArithmeticException e) {
        elements = -1;
      }
      if (size < 0 || elements < 0 || elements > MOST) {
        throw new IllegalArgumentException(
            "tensor "
                + name
                + ": sizes must be whole numbers from 0 and their product at most 2^56: "
                + dims);
      }
    }
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  /// The numbers of a tensor.
  ///
  /// @throws IllegalArgumentException when they are not as many as its sizes say, are strings, or
  ///   lie elsewhere
  public static TensorData read(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw wrong(tensor, "its numbers lie in another file, which is not open here");
    }
    var dtype = numbers(tensor);
    var sizes = sizes(tensor);
    long elements = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    return tensor.hasRawData() ? raw(tensor, dtype, sizes) : fields(tensor, dtype, sizes, elements);
  }

  /// The kind of a tensor's elements.
  ///
  /// @throws IllegalArgumentException when they are no numbers
  static DType numbers(TensorProto tensor) {
    var dtype = Kinds.of(tensor.getDataType());
    if (dtype.kind() == DType.Kind.STRING || dtype.kind() == DType.Kind.COMPLEX) {
      throw wrong(tensor, "holds " + dtype + ", not numbers");
    }
    return dtype;
  }

  /// The strings of a tensor.
  public static List<String> texts(TensorProto tensor) {
    long elements = Arrays.stream(sizes(tensor)).reduce(1, Math::multiplyExact);
    if (Kinds.of(tensor.getDataType()) != DType.STRING || tensor.getStringDataCount() != elements) {
      throw wrong(
          tensor, "has " + tensor.getStringDataCount() + " strings for " + elements + " elements");
    }
    return tensor.getStringDataList().stream().map(ByteString::toStringUtf8).toList();
  }

  /// Bytes as they lie in a file, packed where an element is narrower than a byte.
  static TensorData raw(String name, DType dtype, long[] sizes, MemorySegment bytes) {
    long elements = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    long need = bytes(dtype, elements);
    if (bytes.byteSize() != need) {
      throw new IllegalArgumentException(
          "tensor "
              + name
              + ": "
              + dtype
              + Arrays.toString(sizes)
              + " needs "
              + need
              + " bytes, not "
              + bytes.byteSize());
    }
    if (dtype.bits() >= 8 || dtype == DType.BOOL) {
      return new TensorData(dtype, sizes, bytes);
    }
    var data = TensorData.zeros(dtype, sizes);
    int many = 8 / dtype.bits();
    for (long i = 0; i < elements; i++) {
      long packed = bytes.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i / many);
      data.set(i, narrow(dtype, packed >>> i % many * dtype.bits()));
    }
    return data;
  }

  /// The bytes that so many elements take in a file.
  static long bytes(DType dtype, long elements) {
    return dtype == DType.BOOL || dtype.bits() >= 8
        ? Math.multiplyExact(elements, (long) dtype.bytes())
        : (elements + 8 / dtype.bits() - 1) / (8 / dtype.bits());
  }

  private static TensorData raw(TensorProto tensor, DType dtype, long[] sizes) {
    var bytes = MemorySegment.ofBuffer(tensor.getRawData().asReadOnlyByteBuffer());
    return raw(tensor.getName(), dtype, sizes, bytes);
  }

  private static TensorData fields(TensorProto tensor, DType dtype, long[] sizes, long elements) {
    boolean packed = dtype.bits() < 8 && dtype != DType.BOOL;
    int many = packed ? 8 / dtype.bits() : 1;
    long given =
        switch (dtype) {
          case F32 -> tensor.getFloatDataCount();
          case F64 -> tensor.getDoubleDataCount();
          case I64 -> tensor.getInt64DataCount();
          case U32, U64 -> tensor.getUint64DataCount();
          default -> tensor.getInt32DataCount();
        };
    if (given != (elements + many - 1) / many) {
      throw wrong(tensor, "has " + given + " numbers for " + elements + " elements of " + dtype);
    }
    var data = TensorData.zeros(dtype, sizes);
    for (int i = 0; i < elements; i++) {
      long bits =
          switch (dtype) {
            case F32 -> Float.floatToRawIntBits(tensor.getFloatData(i)) & 0xffff_ffffL;
            case F64 -> Double.doubleToRawLongBits(tensor.getDoubleData(i));
            case I64 -> tensor.getInt64Data(i);
            case U32, U64 -> tensor.getUint64Data(i);
            default -> tensor.getInt32Data(i / many);
          };
      data.set(i, packed ? narrow(dtype, bits >>> i % many * dtype.bits()) : wide(dtype, bits));
    }
    return data;
  }

  private static long narrow(DType dtype, long bits) {
    return dtype.isFloat() ? bits & (1L << dtype.bits()) - 1 : Codec.wrap(dtype, bits);
  }

  private static long wide(DType dtype, long bits) {
    return switch (dtype.kind()) {
      case BOOL -> bits != 0 ? 1 : 0;
      case SIGNED, UNSIGNED -> Codec.wrap(dtype, bits);
      default -> dtype.bytes() == 8 ? bits : bits & (1L << dtype.bytes() * 8) - 1;
    };
  }

  private static IllegalArgumentException wrong(TensorProto tensor, String facts) {
    return new IllegalArgumentException("tensor " + tensor.getName() + ": " + facts);
  }
}
