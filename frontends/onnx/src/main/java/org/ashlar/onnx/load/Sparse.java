package org.ashlar.onnx.load;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.schema.SparseTensorProto;

/// Reads tensors of which only the numbers that are not zero are written.
public final class Sparse {
  private Sparse() {}

  /// The whole tensor.
  ///
  /// @throws IllegalArgumentException when places and numbers do not fit, or a place is outside
  public static TensorData read(SparseTensorProto sparse) {
    var values = Tensors.read(sparse.getValues());
    var indices = Tensors.read(sparse.getIndices());
    var name = sparse.getValues().getName();
    var sizes = Tensors.sizes(name, sparse.getDimsList());
    long count = values.elements();
    boolean linear = indices.sizes().length == 1;
    long width = linear ? 1 : sizes.length;
    if (indices.dtype() != DType.I64 || indices.elements() != count * width) {
      throw new IllegalArgumentException(
          "sparse tensor " + name + ": " + count + " numbers need as many places, not " + indices);
    }
    var data = TensorData.zeros(values.dtype(), sizes);
    for (long i = 0; i < count; i++) {
      long place = 0;
      for (int d = 0; d < width; d++) {
        long index = indices.bits(i * width + d);
        long size = linear ? data.elements() : sizes[d];
        if (index < 0 || index >= size) {
          throw new IllegalArgumentException(
              "sparse tensor " + name + ": place " + index + " is outside 0.." + (size - 1));
        }
        place = place * (linear ? 1 : size) + index;
      }
      data.set(place, values.bits(i));
    }
    return data;
  }
}
