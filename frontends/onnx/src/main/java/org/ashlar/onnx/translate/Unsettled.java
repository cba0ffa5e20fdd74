package org.ashlar.onnx.translate;

import java.util.Set;

/// Numbers are demanded that are not known now: the structure of the program depends on them.
final class Unsettled extends IllegalArgumentException {
  private final transient Set<String> inputs;

  /// @param inputs the graph's inputs that would have to be given
  Unsettled(String message, Set<String> inputs) {
    super(message);
    this.inputs = inputs;
  }

  Set<String> inputs() {
    return inputs;
  }
}
