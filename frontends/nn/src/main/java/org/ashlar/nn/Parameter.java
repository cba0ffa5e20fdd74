package org.ashlar.nn;

import org.ashlar.ir.TensorData;
import org.ashlar.tensor.Tensor;

/// A variable of a network with its first numbers.
///
/// @param trained whether training changes it
public record Parameter(String name, TensorData initial, boolean trained) {
  public Parameter(String name, TensorData initial) {
    this(name, initial, true);
  }

  /// The parameter inside a program: an input of its name.
  public Tensor tensor() {
    return Tensor.input(name, initial.type());
  }

  /// The parameter in the dtype of another tensor: rounded where that is narrower.
  public Tensor tensor(Tensor like) {
    var dtype = like.tensorType().dtype();
    return dtype == initial.dtype() ? tensor() : tensor().cast(dtype);
  }
}
