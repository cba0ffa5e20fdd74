package org.ashlar.train.checkpoint;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// A moment of training: tensors and facts by name. It says what it takes to go on from there.
///
/// @param facts short texts, numbers written such that they are read back exactly
public record Checkpoint(Map<String, TensorData> tensors, Map<String, String> facts) {
  public Checkpoint {
    tensors = Map.copyOf(tensors);
    facts = Map.copyOf(facts);
  }

  /// A fact that must be there.
  public String fact(String name) {
    var fact = facts.get(name);
    if (fact == null) {
      throw new IllegalArgumentException("checkpoint: has no fact " + name);
    }
    return fact;
  }

  /// A tensor that must be there with this type.
  public TensorData require(String name, TensorType type) {
    var tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "checkpoint: has no tensor " + name + ": it was made by another network");
    }
    if (!tensor.type().equals(type)) {
      throw new IllegalArgumentException(
          "checkpoint: " + name + " is " + tensor + ", the network has " + type);
    }
    return tensor;
  }

  /// The same with more in it; of one name the new one stays.
  public Checkpoint with(Map<String, TensorData> moreTensors, Map<String, String> moreFacts) {
    var allTensors = new HashMap<>(tensors);
    allTensors.putAll(moreTensors);
    var allFacts = new HashMap<>(facts);
    allFacts.putAll(moreFacts);
    return new Checkpoint(allTensors, allFacts);
  }
}
