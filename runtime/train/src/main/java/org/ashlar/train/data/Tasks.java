package org.ashlar.train.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Finds the data in a folder: IDX files of pictures and labels, or CSV files, plain or packed with
/// gzip.
public final class Tasks {
  private static final Pattern PICTURES =
      Pattern.compile("(train|t10k|test)[-_.]images[-_.]idx3[-_.]ubyte(\\.gz)?");

  private Tasks() {}

  /// The data in a folder: `train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, with `t10k-` in
  /// front those to test with; or `train.csv` and `test.csv`; or one CSV file. Where there is
  /// nothing to test with, a fifth is held out, always the same.
  ///
  /// @param label the column of the labels in CSV files; empty: the last
  /// @throws IllegalArgumentException when there is no such data, or a file is not of its format
  public static Task load(Path place, Optional<String> label) {
    try {
      if (!Files.isDirectory(place)) {
        return Csv.task(place, Optional.empty(), label);
      }
      List<Path> files;
      try (var listed = Files.list(place)) {
        files = listed.filter(Files::isRegularFile).sorted().toList();
      }
      var pictures = find(files, "train");
      if (pictures.isPresent()) {
        var test = find(files, "t10k").or(() -> find(files, "test"));
        return Idx.task(pictures.get(), test);
      }
      var tables = files.stream().filter(f -> f.toString().matches(".*\\.csv(\\.gz)?")).toList();
      if (tables.isEmpty()) {
        throw new IllegalArgumentException(
            "data "
                + place
                + ": has neither train-images-idx3-ubyte(.gz) nor a .csv file, but "
                + files.stream().map(f -> f.getFileName().toString()).limit(8).toList());
      }
      var train =
          named(tables, "train")
              .or(() -> tables.size() == 1 ? Optional.of(tables.getFirst()) : Optional.empty());
      return Csv.task(
          train.orElseThrow(() ->
              new IllegalArgumentException(
                  "data " + place + ": of several .csv files one must be named train.csv")),
          named(tables, "test"),
          label);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("data " + e.getMessage() + ": does not exist");
    } catch (IOException e) {
      throw new IllegalArgumentException("data " + place + ": cannot be read: " + e.getMessage());
    }
  }

  private static Optional<Path> find(List<Path> files, String part) {
    return files.stream()
        .filter(f -> {
          var match = PICTURES.matcher(f.getFileName().toString());
          return match.matches() && match.group(1).equals(part);
        })
        .findFirst();
  }

  private static Optional<Path> named(List<Path> tables, String name) {
    return tables.stream()
        .filter(f ->
            f.getFileName().toString().toLowerCase(Locale.ROOT).matches(name + "\\.csv(\\.gz)?"))
        .findFirst();
  }

  static InputStream open(Path file) throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
  }

  /// The embedded digits.
  public static Task digits() {
    var digits = Digits.load();
    var names = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    return task(digits.train(), digits.test(), names, 1, "the embedded digits");
  }

  /// With the mean and deviation of each of the last `columns` numbers of a sample, or of all
  /// together where that is 1.
  static Task task(Dataset train, Dataset test, List<String> classes, int columns, String source) {
    var values = train.samples();
    long n = values.elements();
    var sum = new double[columns];
    var squares = new double[columns];
    for (long i = 0; i < n; i++) {
      double value = values.get(i);
      int column = (int) (i % columns);
      sum[column] += value;
      squares[column] += value * value;
    }
    var shift = new double[columns];
    var scale = new double[columns];
    for (int c = 0; c < columns; c++) {
      double count = (double) n / columns;
      shift[c] = sum[c] / count;
      double variance = Math.max(0, squares[c] / count - shift[c] * shift[c]);
      scale[c] = variance > 1e-12 ? 1 / Math.sqrt(variance) : 1;
    }
    var sizes = columns == 1 ? new long[0] : new long[] {columns};
    return new Task(
        train,
        test,
        classes,
        TensorData.of(DType.F32, shift, sizes),
        TensorData.of(DType.F32, scale, sizes),
        source);
  }

  /// A fifth held out, in an order that is always the same.
  static Dataset[] split(Dataset all) {
    var order =
        Batches.shuffled(
            all.size(), java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(20));
    int held = Math.max(1, all.size() / 5);
    return new Dataset[] {
      all.take(java.util.Arrays.copyOfRange(order, held, order.length)),
      all.take(java.util.Arrays.copyOf(order, held))
    };
  }
}
