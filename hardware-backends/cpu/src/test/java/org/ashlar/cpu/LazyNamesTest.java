package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.KernelParse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a `let` names is computed where it is used: in a branch that is not chosen it reads
/// nothing.
class LazyNamesTest {
  /// Both branches of both sums use names whose places are out of range outside of them; names are
  /// made of names.
  private static final String KERNEL =
      """
      kernel shifted(x: f32[20], y: f32[24])
        for i < 24%s
          y[i] =
              let v0 = x[i - 4] in
              let v1 = v0 * v0 + v0 in
              let v2 = v1 * v1 - v1 in
              let v3 = x[i] + 1.0 in
              let v4 = v3 * v3 in
              select(i < 4, v4 + v3, 0.0) + select(4 <= i, v2 + v1, 0.0) + select(4 <= i, v2, 1.0) + select(i < 20, v4, 2.0)
      """;

  @ParameterizedTest
  @ValueSource(strings = {"", " vector", " cores"})
  void namesAreComputedInTheBranchesThatUseThem(String run) {
    var kernel = KernelParse.kernel(KERNEL.formatted(run).stripTrailing());
    var x = new double[20];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 7) / 4.0;
    }
    var y = TensorData.zeros(DType.F32, 24);
    Runs.run(new CpuBackend(), kernel, List.of(Runs.floats(x), y));
    for (int i = 0; i < 24; i++) {
      double expected = i < 20 ? (x[i] + 1) * (x[i] + 1) : 2;
      if (i < 4) {
        expected += expected + x[i] + 1 + 1;
      } else {
        double v0 = x[i - 4];
        double v1 = v0 * v0 + v0;
        double v2 = v1 * v1 - v1;
        expected += v2 + v1 + v2;
      }
      assertEquals(expected, y.get(i), 1e-3, "element " + i);
    }
  }

  /// A chain of names over a place that nothing proves: linear in its names.
  @ParameterizedTest
  @ValueSource(strings = {"", " vector"})
  void chainsOfNamesOverAGatherStayShort(String run) {
    var text = new StringBuilder();
    text.append("kernel chain(x: f32[20], at: i64[], y: f32[20])\n  for i < 20").append(run);
    text.append("\n    y[i] =\n        let v0 = x[at[] + i] in\n");
    for (int n = 1; n <= 60; n++) {
      text.append("        let v%d = v%d * 0.5 + v%d * 0.5 in\n".formatted(n, n - 1, n - 1));
    }
    var kernel = KernelParse.kernel(text + "        v60 + v60");
    var x = new double[20];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    var y = TensorData.zeros(DType.F32, 20);
    Runs.run(new CpuBackend(), kernel, List.of(Runs.floats(x), TensorData.zeros(DType.I64), y));
    for (int i = 0; i < 20; i++) {
      assertEquals(2.0 * i, y.get(i), 1e-3);
    }
  }
}
