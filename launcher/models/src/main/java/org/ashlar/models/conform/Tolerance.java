package org.ashlar.models.conform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// How far a float may be from the expected `x`: `absolute + relative · |x|`. Whole numbers, truths
/// and strings are exact.
record Tolerance(double relative, double absolute) {
  /// That of the ONNX backend tests, unless a test's `data.json` says otherwise.
  static final Tolerance STANDARD = new Tolerance(1e-3, 1e-7);

  /// What a test's `data.json` says, if it has one.
  static Tolerance of(Path folder) {
    var file = folder.resolve("data.json");
    if (!Files.isRegularFile(file)) {
      return STANDARD;
    }
    Map<?, ?> said = json(file);
    return new Tolerance(
        said.get("rtol") instanceof Number r ? r.doubleValue() : STANDARD.relative,
        said.get("atol") instanceof Number a ? a.doubleValue() : STANDARD.absolute);
  }

  static Map<?, ?> json(Path file) {
    try {
      return JsonMapper.builder().build().readValue(file.toFile(), Map.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
