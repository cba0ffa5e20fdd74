package org.ashlar.nn;

import org.ashlar.ir.TensorData;
import org.ashlar.tensor.Tensor;

/// A variable of a network with its first numbers.
public record Parameter(String name, TensorData initial) {
  /// The parameter inside a program: an input of its name.
  public Tensor tensor() {
    return Tensor.input(name, initial.type());
  }
}
