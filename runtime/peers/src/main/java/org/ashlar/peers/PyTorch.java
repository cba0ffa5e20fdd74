package org.ashlar.peers;

import java.nio.file.Path;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.onnx.Product;
import org.ashlar.models.bench.peer.Lesson;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// PyTorch by its C++ API, as Maven Central has it: with oneDNN, and OpenBLAS for products. It
/// trains, and multiplies matrices; it reads no ONNX files.
public final class PyTorch implements Peer {
  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public String version() {
    return Libraries.version(torch.class);
  }

  @Override
  public Loaded load(Path model, Map<String, Datum> inputs, int threads) {
    var product = Product.of(model);
    if (!(inputs.get(product.input()) instanceof TensorData left)) {
      throw new IllegalArgumentException("input " + product.input() + " is missing");
    }
    torch.set_num_threads(threads);
    return new Multiplied(
        product.output(),
        TorchTensors.of(left),
        TorchTensors.of(TensorData.of(product.factor(), product.k(), product.n())));
  }

  @Override
  public Loaded teach(Lesson lesson, int threads) {
    torch.set_num_threads(threads);
    return new TorchStep(lesson);
  }

  private record Multiplied(String output, Tensor a, Tensor b) implements Loaded {
    @Override
    public void run() {
      try (var _ = new PointerScope();
          var _ = new NoGradGuard()) {
        torch.matmul(a, b);
      }
    }

    @Override
    public Map<String, Datum> outputs() {
      try (var _ = new PointerScope();
          var _ = new NoGradGuard()) {
        return Map.of(output, TorchTensors.of(torch.matmul(a, b)));
      }
    }

    @Override
    public void close() {
      a.close();
      b.close();
    }
  }
}
