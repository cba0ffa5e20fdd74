package org.ashlar.onnx.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// A fuzz target for Jazzer: any bytes as a value, the first one says of which type. See {@link
/// org.ashlar.onnx.ModelFuzz}.
public final class ValueFuzz {
  private static final Type TENSOR = TensorType.of(DType.F32, 2);
  private static final List<Type> TYPES =
      List.of(
          TENSOR,
          new Type.SequenceType(TENSOR),
          new Type.SequenceType(new Type.OptionalType(TENSOR)),
          new Type.OptionalType(TENSOR),
          new Type.OptionalType(new Type.SequenceType(TENSOR)),
          new Type.MapType(DType.STRING, TENSOR),
          new Type.SequenceType(new Type.MapType(DType.I64, TENSOR)));

  private ValueFuzz() {}

  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    try {
      var rest = ByteBuffer.wrap(Arrays.copyOfRange(bytes, 1, bytes.length));
      ValueFile.of(rest, TYPES.get((bytes[0] & 0xff) % TYPES.size()), Limits.DEFAULT);
    } catch (IllegalArgumentException e) {
      // refused
    }
  }
}
