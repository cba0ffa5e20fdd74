package org.ashlar.peers;

import java.util.List;
import org.ashlar.models.bench.worker.Worker;

/// The measuring process of the benchmark with every peer there is.
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    Worker.main(List.of(new OnnxRuntime(), new PyTorch(), new OpenBlas()));
  }
}
