package org.ashlar.commands.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Exporter;
import org.ashlar.ir.stage.Importer;

/// The bundles that read and write files, as they are now.
record Formats(Registry registry) {

  /// Who reads a file: by the format's name where one is given, else the first that accepts it.
  Importer importer(Path file, Optional<String> format) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("open: " + file + ": there is no such file");
    }
    return find(
        Importer.class,
        Importer::format,
        i -> i.accepts(file),
        format,
        "open: nobody reads " + file);
  }

  /// Who writes a file: by the format's name where one is given, else by the file's suffix.
  Exporter exporter(Path file, Optional<String> format) {
    return find(
        Exporter.class,
        Exporter::format,
        e -> file.toString().endsWith("." + e.format()),
        format,
        "save: nobody writes " + file);
  }

  private <S> S find(
      Class<S> service,
      Function<S, String> name,
      Predicate<S> fits,
      Optional<String> format,
      String nobody) {
    var present = registry.find(service).stream().map(Provider::service).toList();
    return present.stream()
        .filter(s -> format.map(name.apply(s)::equals).orElseGet(() -> fits.test(s)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                nobody + ": formats present: " + present.stream().map(name).sorted().toList()));
  }

  Vocabulary operators() {
    List<Operator> specimens =
        registry.find(Operator.class).stream().<Operator>map(Provider::service).toList();
    return Vocabulary.of(specimens);
  }
}
