package org.ashlar.commands.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// The figures of a run, in the order in which they were measured.
final class Report {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  void put(String name, Object figure) {
    figures.put(name, figure);
  }

  Object get(String name) {
    var figure = figures.get(name);
    if (figure == null) {
      throw new IllegalStateException("report: no figure " + name);
    }
    return figure;
  }

  /// Writes them as JSON, all or nothing.
  void write(Path file) {
    try {
      var folder = file.toAbsolutePath().getParent();
      var part = Files.createTempFile(folder, ".report", ".json");
      Files.writeString(part, JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n");
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("report: " + file + " cannot be written: " + e, e);
    }
  }
}
