package org.ashlar.itest.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.itest.Checkout;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Loaded;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.session.Ashlar;

/// A model on the device `cpu`, with nothing to fall back on.
final class CpuModel implements AutoCloseable {
  private final Ashlar ashlar = Ashlar.open();
  private final Readers readers = new Readers(ashlar.registry());
  private final Compiler compiler =
      new Compiler(Machines.only(ashlar.registry(), "cpu"), ashlar.compiler().settings());
  private final DeviceRunner runner = new DeviceRunner(compiler, "cpu", Duration.ofSeconds(60));
  private final Blueprint blueprint;
  private final Loaded loaded;

  CpuModel(Path file) {
    blueprint = readers.open(file);
    loaded = new Loaded(blueprint, runner);
  }

  /// A file or folder of the data that lies outside the project; without it the test is skipped.
  static Path data(String name) {
    var data =
        Optional.ofNullable(System.getProperty("ASHLAR_DATA"))
            .or(() -> Optional.ofNullable(System.getenv("ASHLAR_DATA")))
            .map(Path::of)
            .orElseGet(() -> Checkout.root().resolveSibling("shared/data"))
            .resolve(name);
    assumeTrue(Files.exists(data), "ASHLAR_DATA not found at " + data + ": its test is skipped");
    return data;
  }

  Map<String, Datum> run(Map<String, Datum> given) {
    var ran = loaded.run(given);
    assertEquals(Map.of(), ran.where().elsewhere(), "kernels ran on other devices");
    return ran.outputs();
  }

  /// The first output for the first input.
  TensorData run(Datum input) {
    var outputs = run(Map.of(blueprint.inputs().getFirst().name(), input));
    return tensor(outputs, blueprint.outputs().getFirst().name());
  }

  /// The first input, and the first output that came out elsewhere.
  record Sample(Datum input, TensorData output) {}

  /// The data sets beside a model.
  List<Sample> samples(Path folder) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> folder.resolve("test_data_set_" + i))
        .takeWhile(Files::exists)
        .map(set ->
            new Sample(
                readers.datum(set.resolve("input_0.pb"), blueprint.inputs().getFirst().type()),
                (TensorData)
                    readers.datum(
                        set.resolve("output_0.pb"), blueprint.outputs().getFirst().type())))
        .toList();
  }

  static TensorData tensor(Map<String, Datum> outputs, String name) {
    return (TensorData) Objects.requireNonNull(outputs.get(name), name);
  }

  /// The place of the largest of some elements that lie side by side, counted from the first.
  static int largest(TensorData scores, long first, int count) {
    return IntStream.range(0, count)
        .reduce(0, (best, i) -> scores.get(first + i) > scores.get(first + best) ? i : best);
  }

  @Override
  public void close() {
    loaded.close();
    runner.close();
    compiler.close();
    ashlar.close();
  }
}
