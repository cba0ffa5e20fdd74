package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the tests below a folder, however deep: each folder with `model.onnx` or `model.source` is
/// one.
///
/// A folder without any may have the two layouts of the light models: files `light_X.onnx` with
/// `light_X_output_0.pb` beside them, and folders whose `data.json` names such a file.
record Suite(Path root) {
  List<TestCase> tests() {
    if (!Files.isDirectory(root)) {
      throw new IllegalArgumentException("conform: " + root + ": there is no such folder");
    }
    var tests = new ArrayList<TestCase>();
    for (var folder : folders()) {
      source(folder)
          .ifPresent(model ->
              tests.add(new TestCase(name(folder), model, Tolerance.of(folder), sets(folder))));
    }
    return tests.isEmpty() ? light() : tests;
  }

  /// `model.onnx` as a path, or what `model.source` says in one line.
  private static Optional<String> source(Path folder) {
    var file = folder.resolve("model.onnx");
    if (Files.isRegularFile(file)) {
      return Optional.of(file.toString());
    }
    var source = folder.resolve("model.source");
    if (!Files.isRegularFile(source)) {
      return Optional.empty();
    }
    try {
      var words = Files.readString(source).strip().split("\\s+");
      return Optional.of(
          words.length >= 3
              ? words[0]
                  + ":"
                  + words[1]
                  + "!"
                  + words[2]
                  + (words.length > 3 ? "#" + words[3] : "")
              : source + " is not: maven|npm COORDINATES ENTRY SHA256");
    } catch (IOException e) {
      throw new UncheckedIOException(source + ": " + e.getMessage(), e);
    }
  }

  private static List<TestCase.Sets> sets(Path folder) {
    try (var inside = Files.list(folder)) {
      return inside
          .filter(Files::isDirectory)
          .filter(path -> number(path) >= 0)
          .sorted(Comparator.comparingInt(Suite::number))
          .<TestCase.Sets>map(TestCase.Sets.Folder::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
  }

  /// Of `test_data_set_12`; below 0 for other names.
  private static int number(Path path) {
    var name = String.valueOf(path.getFileName());
    return name.matches("test_data_set_\\d{1,6}")
        ? Integer.parseInt(name.substring("test_data_set_".length()))
        : -1;
  }

  private List<TestCase> light() {
    var tests = new ArrayList<TestCase>();
    for (var folder : folders()) {
      named(folder)
          .flatMap(file -> counted(name(folder), file, Tolerance.of(folder)))
          .ifPresent(tests::add);
      for (var file : list(folder)) {
        if (file.toString().endsWith(".onnx")) {
          var name = root.relativize(file).toString().replaceAll("\\.onnx$", "");
          counted(name, file, Tolerance.STANDARD).ifPresent(tests::add);
        }
      }
    }
    return tests;
  }

  /// The model that a `data.json` names by the last folder and file of an address.
  private static Optional<Path> named(Path folder) {
    var data = folder.resolve("data.json");
    if (!Files.isRegularFile(data) || !(Tolerance.json(data).get("url") instanceof String url)) {
      return Optional.empty();
    }
    var words = url.split("/");
    var file =
        folder
            .resolve("../..")
            .resolve(words[Math.max(0, words.length - 2)])
            .resolve(words[words.length - 1]);
    return Optional.of(file.normalize()).filter(Files::isRegularFile);
  }

  private static Optional<TestCase> counted(String name, Path model, Tolerance tolerance) {
    var output = Path.of(model.toString().replaceAll("\\.onnx$", "_output_0.pb"));
    return Files.isRegularFile(output)
        ? Optional.of(
            new TestCase(
                name, model.toString(), tolerance, List.of(new TestCase.Sets.Counted(output))))
        : Optional.empty();
  }

  private String name(Path folder) {
    var below = root.relativize(folder).toString();
    return below.isEmpty() ? String.valueOf(root.toAbsolutePath().getFileName()) : below;
  }

  private List<Path> folders() {
    try (Stream<Path> all = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(root + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
  }
}
