package org.ashlar.itest.operators;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Runs ONNX files with ONNX Runtime, on one thread.
public final class OnnxRuntime {
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

  private static final long STACK = 64 << 20;

  private OnnxRuntime() {}

  /// Whether numbers of this kind can be given to it from Java.
  static boolean takes(DType dtype) {
    return TYPES.containsKey(dtype);
  }

  /// The outputs in their order, computed on a thread whose stack is large enough for the library.
  public static List<TensorData> run(Path file, List<String> names, List<TensorData> arguments)
      throws OrtException {
    var task = new FutureTask<>(() -> compute(file, names, arguments));
    var thread = new Thread(null, task, "onnxruntime", STACK);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OrtException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TensorData> compute(Path file, List<String> names, List<TensorData> arguments)
      throws OrtException {
    var environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (var session = environment.createSession(file.toString(), options)) {
        var given = new LinkedHashMap<String, OnnxTensor>();
        for (int i = 0; i < names.size(); i++) {
          if (session.getInputNames().contains(names.get(i))) {
            given.put(names.get(i), tensor(environment, arguments.get(i)));
          }
        }
        var results = new ArrayList<TensorData>();
        try (var outputs = session.run(given)) {
          for (var output : outputs) {
            results.add(data((OnnxTensor) output.getValue()));
          }
        } finally {
          given.values().forEach(OnnxTensor::close);
        }
        return results;
      }
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, TensorData data)
      throws OrtException {
    long bytes = data.elements() * data.dtype().bytes();
    var buffer = ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    MemorySegment.copy(data.data(), 0, MemorySegment.ofBuffer(buffer), 0, bytes);
    return OnnxTensor.createTensor(environment, buffer, data.sizes(), TYPES.get(data.dtype()));
  }

  private static TensorData data(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    var dtype =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == info.type)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("a result of " + info));
    var data = TensorData.zeros(dtype, info.getShape());
    if (data.elements() > 0) {
      var bytes = MemorySegment.ofBuffer(tensor.getByteBuffer());
      MemorySegment.copy(bytes, 0, data.data(), 0, data.elements() * dtype.bytes());
    }
    return data;
  }
}
