package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;

/// Builds a case: draws the inputs, takes what must come out.
///
/// Tolerances follow the rule of the reference: a sum of n terms may differ by (n + 8) · u ·
/// Σ|terms|, with u = 2⁻²⁴.
final class Oracle {
  static final double ROUNDING = 0x1p-24;

  private final String name;
  private final Kernel kernel;
  private final List<Long> sizes;
  private final Map<String, TensorData> arguments = new HashMap<>();
  private final List<CorpusCase.Expected> expected = new ArrayList<>();
  private final SplittableRandom random;

  Oracle(String kernel, long seed, Long... sizes) {
    this.kernel = Corpus.kernel(kernel);
    this.sizes = List.of(sizes);
    name = kernel + (sizes.length == 0 ? "" : this.sizes);
    random = new SplittableRandom(seed);
  }

  /// Numbers between -1 and 1, rounded to the parameter's dtype.
  double[] floats(String parameter) {
    return input(parameter, i -> random.nextDouble(-1, 1));
  }

  /// Whole numbers from `low` to below `high`.
  double[] integers(String parameter, int low, int high) {
    return input(parameter, i -> random.nextInt(low, high));
  }

  private double[] input(String parameter, IntToDoubleFunction draw) {
    var buffer = buffer(parameter);
    var values = new double[elements(buffer)];
    for (int i = 0; i < values.length; i++) {
      values[i] = draw.applyAsDouble(i);
    }
    var data = TensorData.of(buffer.dtype(), values, shape(buffer));
    arguments.put(parameter, data);
    return data.toDoubles();
  }

  /// What a parameter must hold, as a sum of `terms` terms whose magnitudes add up to `magnitudes`.
  void sums(String parameter, double[] values, double[] magnitudes, int terms) {
    var tolerances = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      tolerances[i] = (terms + 8) * ROUNDING * magnitudes[i];
    }
    expect(parameter, values, tolerances);
  }

  void exactly(String parameter, double[] values) {
    expect(parameter, values, new double[values.length]);
  }

  void expect(String parameter, double[] values, double[] tolerances) {
    var buffer = buffer(parameter);
    // not written means not equal: 77 is far from every result
    var wrong = new double[elements(buffer)];
    Arrays.fill(wrong, 77);
    arguments.put(parameter, TensorData.of(buffer.dtype(), wrong, shape(buffer)));
    expected.add(new CorpusCase.Expected(kernel.parameters().indexOf(buffer), values, tolerances));
  }

  CorpusCase done() {
    var inOrder =
        kernel.parameters().stream()
            .map(p -> Objects.requireNonNull(arguments.get(p.name())))
            .toList();
    return new CorpusCase(name, kernel, sizes, inOrder, expected);
  }

  private Buffer buffer(String parameter) {
    return kernel.parameters().stream()
        .filter(p -> p.name().equals(parameter))
        .findFirst()
        .orElseThrow();
  }

  private long[] shape(Buffer buffer) {
    var numbers = new HashMap<String, Long>();
    for (int i = 0; i < sizes.size(); i++) {
      numbers.put(kernel.sizes().get(i).name(), sizes.get(i));
    }
    var type = Specialise.type(new TensorType(buffer.dtype(), buffer.shape()), numbers);
    return ((TensorType) type).shape().constants();
  }

  private int elements(Buffer buffer) {
    int n = 1;
    for (long size : shape(buffer)) {
      n *= (int) size;
    }
    return n;
  }
}
