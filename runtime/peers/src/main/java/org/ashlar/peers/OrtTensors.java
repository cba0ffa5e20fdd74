package org.ashlar.peers;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Tensors between this system and ONNX Runtime.
final class OrtTensors {
  private static final Map<DType, OnnxJavaType> TYPES =
      Map.of(
          DType.F32, OnnxJavaType.FLOAT,
          DType.F64, OnnxJavaType.DOUBLE,
          DType.F16, OnnxJavaType.FLOAT16,
          DType.BF16, OnnxJavaType.BFLOAT16,
          DType.I8, OnnxJavaType.INT8,
          DType.U8, OnnxJavaType.UINT8,
          DType.I16, OnnxJavaType.INT16,
          DType.I32, OnnxJavaType.INT32,
          DType.I64, OnnxJavaType.INT64,
          DType.BOOL, OnnxJavaType.BOOL);

  private OrtTensors() {}

  /// Owned by the caller.
  static OnnxTensor of(OrtEnvironment environment, TensorData data) throws OrtException {
    var type = TYPES.get(data.dtype());
    if (type == null) {
      throw new IllegalArgumentException("a tensor of " + data.dtype() + " cannot be given to it");
    }
    long bytes = data.elements() * data.dtype().bytes();
    var buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    MemorySegment.copy(data.data(), 0, MemorySegment.ofBuffer(buffer), 0, bytes);
    return OnnxTensor.createTensor(environment, buffer, data.sizes(), type);
  }

  /// Whether memory for such a tensor can be given.
  static boolean isKnown(OnnxTensor tensor) {
    return TYPES.containsValue(tensor.getInfo().type);
  }

  /// Memory for a tensor of the same type. Owned by the caller.
  static OnnxTensor like(OrtEnvironment environment, OnnxTensor tensor) throws OrtException {
    var info = tensor.getInfo();
    return of(environment, TensorData.zeros(dtype(tensor), info.getShape()));
  }

  private static DType dtype(OnnxTensor tensor) {
    var info = tensor.getInfo();
    return TYPES.entrySet().stream()
        .filter(e -> e.getValue() == info.type)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a result of " + info));
  }

  static TensorData of(OnnxTensor tensor) {
    var info = tensor.getInfo();
    var dtype = dtype(tensor);
    var data = TensorData.zeros(dtype, info.getShape());
    if (data.elements() > 0) {
      var bytes = MemorySegment.ofBuffer(tensor.getByteBuffer());
      MemorySegment.copy(bytes, 0, data.data(), 0, data.elements() * dtype.bytes());
    }
    return data;
  }
}
