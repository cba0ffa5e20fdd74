package org.ashlar.models.bench.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.onnx.OnnxModel;

/// A case whose model is written for it.
///
/// @param sizes of each input of floats, by name
/// @param operations see {@link Case.Ready}
record Written(
    String name, OnnxModel model, Map<String, long[]> sizes, double operations, double bytes)
    implements Case {
  private static final int OPSET = 20;

  @Override
  public Ready ready(Path folder) {
    var file = folder.resolve(name.replaceAll("[^\\w.-]+", "_") + ".onnx");
    if (!Files.exists(file)) {
      model.write(file, OPSET);
    }
    var inputs = new LinkedHashMap<String, Datum>();
    sizes.forEach((input, shape) -> inputs.put(input, random(input, shape)));
    return Ready.of(file, inputs, Closeness.FLOATS, operations, bytes);
  }

  /// From -0.5 to 0.5.
  static TensorData random(String name, long[] sizes) {
    long n = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    var random = new SplittableRandom(name.hashCode());
    var numbers = new float[Math.toIntExact(n)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat() - 0.5f;
    }
    return TensorData.of(numbers, sizes);
  }
}
