package org.ashlar.models.exec;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.DatumReader;
import org.ashlar.ir.stage.Importer;

/// The bundles that read models and values, as they are now.
public record Readers(Registry registry) {
  public Readers {
    // a registry gets to know a service when it is asked first: not by several threads at once
    registry.find(Importer.class);
    registry.find(DatumReader.class);
    registry.find(Operator.class);
  }

  /// A model, by the first importer that takes its file.
  ///
  /// @throws IllegalArgumentException when there is no such file or nobody reads it
  public Blueprint open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("model " + file + ": there is no such file");
    }
    var importers = registry.find(Importer.class);
    for (var importer : importers) {
      if (importer.service().accepts(file)) {
        return importer.service().open(file, operators());
      }
    }
    throw new IllegalArgumentException(
        "model "
            + file
            + ": nobody present reads it: formats: "
            + importers.stream().map(p -> p.service().format()).toList());
  }

  /// A value in a file of a format that some bundle reads.
  public Datum datum(Path file, Type type) {
    var name = String.valueOf(file.getFileName());
    var readers = registry.find(DatumReader.class);
    for (var reader : readers) {
      if (name.endsWith("." + reader.service().suffix())) {
        return reader.service().read(file, type);
      }
    }
    throw new IllegalArgumentException(
        "value "
            + file
            + ": nobody present reads it: suffixes: "
            + readers.stream().map(p -> p.service().suffix()).sorted().toList());
  }

  private Vocabulary operators() {
    return Vocabulary.of(
        registry.find(Operator.class).stream().<Operator>map(p -> p.service()).toList());
  }
}
