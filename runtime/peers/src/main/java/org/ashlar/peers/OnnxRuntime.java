package org.ashlar.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;

/// ONNX Runtime on the processor by its own Java API, with its default optimisations.
///
/// Its inputs stand in tensors outside of the heap before a run, and results are written to tensors
/// that are used again, as ours are: neither side copies them.
public final class OnnxRuntime implements Peer {
  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public String version() {
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL).getVersion();
  }

  @Override
  public Loaded load(Path model, Map<String, Datum> inputs, int threads) {
    var environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      var session = environment.createSession(model.toString(), options);
      var tensors = new LinkedHashMap<String, OnnxTensor>();
      for (var entry : inputs.entrySet()) {
        if (session.getInputNames().contains(entry.getKey())) {
          tensors.put(entry.getKey(), OrtTensors.of(environment, tensor(entry)));
        }
      }
      return new Session(environment, session, tensors);
    } catch (OrtException e) {
      throw refused(e);
    }
  }

  private static TensorData tensor(Map.Entry<String, Datum> input) {
    if (input.getValue() instanceof TensorData tensor) {
      return tensor;
    }
    throw new IllegalArgumentException("input " + input.getKey() + " is no tensor");
  }

  private static IllegalStateException refused(OrtException e) {
    return new IllegalStateException(String.valueOf(e.getMessage()), e);
  }

  /// A model with its tensors. Results are written to memory that is used again, as ours are: the
  /// results of the first run tell how large they are.
  private static final class Session implements Loaded {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> results = new LinkedHashMap<>();
    private boolean hasRun;

    Session(OrtEnvironment environment, OrtSession session, Map<String, OnnxTensor> inputs) {
      this.environment = environment;
      this.session = session;
      this.inputs = inputs;
    }

    @Override
    public void run() {
      try {
        if (results.isEmpty()) {
          first();
          return;
        }
        try (var _ = session.run(inputs, results)) {
          // they stay
        }
      } catch (OrtException e) {
        throw refused(e);
      }
    }

    private void first() throws OrtException {
      try (var made = session.run(inputs)) {
        for (var result : hasRun ? List.<Map.Entry<String, OnnxValue>>of() : made) {
          if (result.getValue() instanceof OnnxTensor tensor && OrtTensors.isKnown(tensor)) {
            results.put(result.getKey(), OrtTensors.like(environment, tensor));
          }
        }
        hasRun = true;
      }
    }

    @Override
    public Map<String, Datum> outputs() {
      var outputs = new LinkedHashMap<String, Datum>();
      try (var results = session.run(inputs)) {
        for (var result : results) {
          if (!(result.getValue() instanceof OnnxTensor tensor)) {
            throw new IllegalStateException("output " + result.getKey() + " is no tensor");
          }
          outputs.put(result.getKey(), OrtTensors.of(tensor));
        }
      } catch (OrtException e) {
        throw refused(e);
      }
      return outputs;
    }

    @Override
    public void close() {
      results.values().forEach(OnnxTensor::close);
      inputs.values().forEach(OnnxTensor::close);
      try {
        session.close();
      } catch (OrtException e) {
        throw refused(e);
      }
    }
  }
}
