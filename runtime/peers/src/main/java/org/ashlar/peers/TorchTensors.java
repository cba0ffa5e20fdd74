package org.ashlar.peers;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Tensors between this system and PyTorch.
final class TorchTensors {
  private TorchTensors() {}

  /// A copy in PyTorch's memory, of f32 or i64.
  static Tensor of(TensorData data) {
    if (data.dtype() == DType.F32) {
      try (var from = new FloatPointer(data.toFloats())) {
        return torch.from_blob(from, data.sizes()).clone();
      }
    }
    var numbers = new long[Math.toIntExact(data.elements())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = data.bits(i);
    }
    try (var from = new LongPointer(numbers);
        var options = new TensorOptions(torch.ScalarType.Long)) {
      return torch.from_blob(from, data.sizes(), options).clone();
    }
  }

  /// A copy of a tensor of f32.
  static TensorData of(Tensor tensor) {
    var sizes = tensor.sizes().vec().get();
    try (var whole = tensor.detach().contiguous();
        var from = new FloatPointer(whole.data_ptr())) {
      var numbers = new float[Math.toIntExact(tensor.numel())];
      from.get(numbers);
      return TensorData.of(numbers, sizes);
    }
  }
}
