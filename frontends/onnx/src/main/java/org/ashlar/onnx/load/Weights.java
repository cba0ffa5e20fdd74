package org.ashlar.onnx.load;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.schema.SparseTensorProto;
import org.ashlar.onnx.schema.TensorProto;

/// The numbers of a model's tensors, each read once, within a budget for all together.
public final class Weights {
  private final ExternalData external;
  private final Limits limits;
  private final Map<TensorProto, TensorData> read = new IdentityHashMap<>();
  private final Map<TensorProto, MemorySegment> places = new IdentityHashMap<>();
  private long bytes;

  Weights(ExternalData external, Limits limits) {
    this.external = external;
    this.limits = limits;
  }

  /// Notes where the numbers of a tensor lie that its message leaves out.
  void put(TensorProto tensor, MemorySegment place) {
    places.put(tensor, place);
  }

  public Limits limits() {
    return limits;
  }

  /// The numbers of a tensor, wherever they lie.
  ///
  /// @throws IllegalArgumentException when they are damaged, elsewhere than allowed, or too many
  public synchronized TensorData of(TensorProto tensor) {
    var known = read.get(tensor);
    if (known != null) {
      return known;
    }
    var data = data(tensor);
    take(tensor.getName(), data.elements() * data.dtype().bytes());
    read.put(tensor, data);
    return data;
  }

  /// The numbers of a tensor of which only some are written.
  public synchronized TensorData of(SparseTensorProto sparse) {
    var name = sparse.getValues().getName();
    long elements =
        Arrays.stream(Tensors.sizes(name, sparse.getDimsList())).reduce(1, Math::multiplyExact);
    take(name, Math.multiplyExact(elements, 8L));
    return Sparse.read(sparse);
  }

  private TensorData data(TensorProto tensor) {
    boolean elsewhere = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    var place = Optional.ofNullable(places.get(tensor));
    if (!elsewhere && place.isEmpty()) {
      return Tensors.read(tensor);
    }
    var dtype = Tensors.numbers(tensor);
    var sizes = Tensors.sizes(tensor);
    long elements = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    var bytes =
        elsewhere ? external.bytes(tensor, Tensors.bytes(dtype, elements)) : place.orElseThrow();
    return Tensors.raw(tensor.getName(), dtype, sizes, bytes);
  }

  private void take(String name, long more) {
    bytes += more;
    if (more < 0 || bytes > limits.initialBytes()) {
      throw new IllegalArgumentException(
          "tensor "
              + name
              + ": the model's numbers take more than "
              + limits.initialBytes()
              + " bytes");
    }
  }
}
