package org.ashlar.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;

/// ONNX Runtime on the processor by its own Java API, with its default optimisations.
///
/// Its inputs stand in its own tensors before a run, which ours' do not: what is timed is its run
/// alone.
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
      return new Session(session, tensors);
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

  private record Session(OrtSession session, Map<String, OnnxTensor> inputs) implements Loaded {
    @Override
    public void run() {
      try (var _ = session.run(inputs)) {
        // the results are freed
      } catch (OrtException e) {
        throw refused(e);
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
      inputs.values().forEach(OnnxTensor::close);
      try {
        session.close();
      } catch (OrtException e) {
        throw refused(e);
      }
    }
  }
}
