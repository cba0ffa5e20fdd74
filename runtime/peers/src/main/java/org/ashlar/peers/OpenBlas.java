package org.ashlar.peers;

import java.nio.file.Path;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.onnx.Product;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.presets.openblas_nolapack;

/// OpenBLAS: products of matrices alone. It packs the constant factor at every call.
public final class OpenBlas implements Peer {
  @Override
  public String name() {
    return "openblas";
  }

  @Override
  public String version() {
    return Libraries.version(openblas.class);
  }

  @Override
  public Loaded load(Path model, Map<String, Datum> inputs, int threads) {
    var product = Product.of(model);
    if (!(inputs.get(product.input()) instanceof TensorData left)) {
      throw new IllegalArgumentException("input " + product.input() + " is missing");
    }
    openblas_nolapack.blas_set_num_threads(threads);
    int m = Math.toIntExact(left.elements() / product.k());
    return new Multiplied(
        product.output(),
        m,
        product.n(),
        product.k(),
        new FloatPointer(left.toFloats()),
        new FloatPointer(product.factor()),
        new FloatPointer((long) m * product.n()));
  }

  private record Multiplied(
      String output, int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c)
      implements Loaded {
    @Override
    public void run() {
      openblas.cblas_sgemm(
          openblas.CblasRowMajor,
          openblas.CblasNoTrans,
          openblas.CblasNoTrans,
          m,
          n,
          k,
          1,
          a,
          k,
          b,
          n,
          0,
          c,
          n);
    }

    @Override
    public Map<String, Datum> outputs() {
      run();
      var numbers = new float[m * n];
      c.get(numbers);
      return Map.of(output, TensorData.of(numbers, m, n));
    }

    @Override
    public void close() {
      a.close();
      b.close();
      c.close();
    }
  }
}
