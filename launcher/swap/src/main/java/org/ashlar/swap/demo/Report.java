package org.ashlar.swap.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ashlar.shell.output.Json;

/// The figures of a run, in the order in which they were measured.
public final class Report {
  private final Map<String, Object> figures = new LinkedHashMap<>();

  public void put(String name, Object figure) {
    figures.put(name, figure);
  }

  /// Whether every promise was kept: no request failed, no answer was wrong, every replaced loader
  /// is gone.
  public boolean isGood() {
    return number("failures") == 0
        && number("wrong") == 0
        && figures.get("loaders") instanceof Map<?, ?> loaders
        && Objects.equals(loaders.get("created"), loaders.get("collected"));
  }

  /// Whether a figure is true.
  public boolean is(String name) {
    return Boolean.TRUE.equals(figures.get(name));
  }

  private long number(String name) {
    return figures.get(name) instanceof Number n ? n.longValue() : -1;
  }

  /// Writes them as JSON, all or nothing.
  public void write(Path file) {
    try {
      var folder = file.toAbsolutePath().getParent();
      var part = Files.createTempFile(folder, ".report", ".json");
      Files.writeString(part, Json.of(figures) + "\n");
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("report: " + file + " cannot be written: " + e, e);
    }
  }
}
