package org.ashlar.onnx;

import java.util.Map;
import java.util.TreeMap;
import org.ashlar.onnx.schema.ModelProto;

/// What a file says about itself, in words.
final class Facts {
  private Facts() {}

  static Map<String, String> of(ModelProto model) {
    var facts = new TreeMap<String, String>();
    put(facts, "producer", model.getProducerName() + " " + model.getProducerVersion());
    put(facts, "ir_version", Long.toString(model.getIrVersion()));
    put(facts, "domain", model.getDomain());
    if (model.getModelVersion() != 0) {
      put(facts, "model_version", Long.toString(model.getModelVersion()));
    }
    put(facts, "doc", model.getDocString());
    put(facts, "graph", model.getGraph().getName());
    for (var opset : model.getOpsetImportList()) {
      var domain = opset.getDomain().isEmpty() ? "ai.onnx" : opset.getDomain();
      put(facts, "opset." + domain, Long.toString(opset.getVersion()));
    }
    for (var property : model.getMetadataPropsList()) {
      put(facts, "metadata." + property.getKey(), property.getValue());
    }
    for (var annotation : model.getGraph().getQuantizationAnnotationList()) {
      for (var parameter : annotation.getQuantParameterTensorNamesList()) {
        put(
            facts,
            "quantisation." + annotation.getTensorName() + "." + parameter.getKey(),
            parameter.getValue());
      }
    }
    return facts;
  }

  private static void put(Map<String, String> facts, String key, String value) {
    if (!value.isBlank()) {
      facts.put(key, value.strip());
    }
  }
}
