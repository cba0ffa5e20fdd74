package org.ashlar.models.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.data.NpyFile;
import org.ashlar.models.data.Summary;
import org.ashlar.shell.output.Json;

/// A model's outputs as files: tensors as `.npy`, items of sequences numbered, strings as JSON.
record Answers(Path folder) {
  Answers {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be made: " + e.getMessage(), e);
    }
  }

  /// Writes a value and says which files it is in.
  List<Path> write(String name, Datum datum) {
    var files = new ArrayList<Path>();
    write(name.replaceAll("[^\\w.-]", "_"), datum, files);
    return files;
  }

  private void write(String name, Datum datum, List<Path> files) {
    switch (datum) {
      case TensorData tensor -> {
        files.add(folder.resolve(name + ".npy"));
        NpyFile.write(files.getLast(), tensor);
      }
      case Datum.Strings strings -> {
        files.add(folder.resolve(name + ".json"));
        text(files.getLast(), Json.of(strings.elements()));
      }
      case Datum.Sequence(var _, var items) -> {
        for (int i = 0; i < items.size(); i++) {
          write(name + "." + i, items.get(i), files);
        }
      }
      case Datum.Maybe(var _, var item) -> item.ifPresent(value -> write(name, value, files));
      case Datum.Table table -> {
        for (int i = 0; i < table.keys().size(); i++) {
          var key = table.keys().get(i).toString().replaceAll("[^\\w.-]", "_");
          write(name + "." + key, table.values().get(i), files);
        }
      }
    }
  }

  private static void text(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// A value for programs: its type, and how its numbers spread.
  static Map<String, Object> json(String name, Datum datum) {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("type", datum.type().toString());
    if (datum instanceof TensorData tensor && !tensor.dtype().toString().startsWith("c")) {
      Summary.spread(tensor)
          .forEach((key, number) -> {
            if (Double.isFinite(number.doubleValue())) {
              json.put(key, number);
            }
          });
    }
    return json;
  }
}
