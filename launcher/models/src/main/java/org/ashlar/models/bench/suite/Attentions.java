package org.ashlar.models.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.models.bench.onnx.OnnxModel;
import org.ashlar.models.bench.onnx.OnnxModel.Attribute;

/// Attention as exporters write it (Vaswani et al. 2017): two products, a scale and a softmax.
final class Attentions {
  private Attentions() {}

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    cases.add(of(1, 12, 128, 32));
    cases.add(of(1, 12, 128, 64));
    cases.add(of(8, 12, 128, 64));
    cases.add(of(1, 12, 512, 64));
    cases.add(of(1, 8, 1024, 64));
    cases.add(of(1, 8, 2048, 128));
    return cases;
  }

  private static Case of(long batch, long heads, long n, long d) {
    var name = "batch %d, heads %d, %dx%d".formatted(batch, heads, n, d);
    long[] sizes = {batch, heads, n, d};
    long[] across = {batch, heads, d, n};
    return new Later(
        name,
        () ->
            new Written(
                "attention " + name,
                new OnnxModel()
                    .input("q", sizes)
                    .input("k", across)
                    .input("v", sizes)
                    .number("scale", 1 / Math.sqrt(d))
                    .node("MatMul", "q k -> s")
                    .node("Mul", "s scale -> t")
                    .node("Softmax", "t -> p", new Attribute.Whole("axis", -1))
                    .node("MatMul", "p v -> y")
                    .output("y", sizes),
                Map.of("q", sizes, "k", across, "v", sizes),
                4.0 * batch * heads * n * n * d,
                16.0 * batch * heads * n * d));
  }
}
