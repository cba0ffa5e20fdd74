package org.ashlar.train.optimiser;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.ProgramText.Training;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;

/// Makes the sum of (w - x)² + 3 (b - 1)² small, by an optimiser and by a formula in plain Java.
final class Descent {
  private static final double[] X = {3, -2};

  private Descent() {}

  /// w0, w1, b after each update.
  static List<double[]> compiled(Optimiser optimiser, int updates) {
    var w = Tensor.input("w", DType.F32, 2);
    var b = Tensor.input("b", DType.F32);
    var d = w.sub(Tensor.input("x", DType.F32, 2));
    var e = b.sub(1);
    var loss = d.mul(d).sum().add(e.mul(e).mul(3));
    var stages = optimiser.stages().stream().map(Stage::text).toList();
    var program =
        new ProgramText(
            "descend",
            Trace.of("loss", Map.of("loss", loss)).text(),
            Set.of("w", "b"),
            Optional.of(new Training("loss", List.of("w", "b"), stages)),
            Optional.empty());
    var path = new ArrayList<double[]>();
    var variables =
        Map.of("w", TensorData.of(new float[] {0, 1}, 2), "b", TensorData.scalar(DType.F32, 4));
    try (var ashlar = Ashlar.open();
        var session = ashlar.session(program, variables)) {
      for (int u = 1; u <= updates; u++) {
        var inputs = new HashMap<>(optimiser.inputs(u));
        inputs.put("x", TensorData.of(DType.F32, X, 2));
        session.run(inputs);
        var now = session.variable("w").toDoubles();
        path.add(new double[] {now[0], now[1], session.variable("b").get(0)});
      }
    }
    return path;
  }

  /// How a formula changes w0, w1, b, given their gradients, in place.
  @FunctionalInterface
  interface Formula {
    void update(int update, double[] value, double[] gradient);
  }

  static List<double[]> plain(Formula formula, int updates) {
    double[] value = {0, 1, 4};
    var path = new ArrayList<double[]>();
    for (int u = 1; u <= updates; u++) {
      double[] gradient = {2 * (value[0] - X[0]), 2 * (value[1] - X[1]), 6 * (value[2] - 1)};
      formula.update(u, value, gradient);
      path.add(value.clone());
    }
    return path;
  }
}
