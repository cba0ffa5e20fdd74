package org.ashlar.models.bench.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Models whose weights were replaced by `ConstantOfShape`, so that the file is light: such a
/// weight folds into nothing and says nothing about speed. They get random weights, the same for
/// all who load them.
public final class Constants {
  private static final int VERSION = 1;
  private static final int GRAPH = 7;
  private static final int NODE = 1;
  private static final int INITIALIZER = 5;
  private static final int INPUT = 11;

  private Constants() {}

  /// The file itself, or where it has such weights a copy in `folder` with random ones.
  public static Path filled(Path model, Path folder) {
    try {
      if (Files.size(model) > 8 << 20) {
        return model; // it has weights of its own
      }
      var file = Fields.of(Files.readAllBytes(model));
      var graph = file.of(GRAPH).stream().findFirst().map(Fields.Field::fields);
      if (graph.isEmpty()) {
        return model;
      }
      var fillings = fillings(graph.get());
      if (fillings.isEmpty()) {
        return model;
      }
      var filled = folder.resolve(model.getFileName().toString());
      if (!Files.exists(filled)) {
        write(file, graph.get(), fillings, filled);
      }
      return filled;
    } catch (IOException e) {
      throw new UncheckedIOException(model + ": " + e.getMessage(), e);
    }
  }

  /// By the name of the value that each gives.
  private static Map<String, Filling> fillings(Fields graph) {
    var shapes = new HashMap<String, long[]>();
    for (var field : graph.of(INITIALIZER)) {
      var tensor = field.fields();
      if (tensor.numbers(2).equals(List.of(7L))) {
        shapes.put(tensor.text(8), wholes(tensor));
      }
    }
    var nodes = graph.of(NODE).stream().map(Fields.Field::fields).toList();
    var readers = new HashMap<String, List<Filling.Reader>>();
    for (var node : nodes) {
      var inputs = node.texts(1);
      for (int i = 0; i < inputs.size(); i++) {
        readers
            .computeIfAbsent(inputs.get(i), n -> new ArrayList<>())
            .add(new Filling.Reader(node, i));
      }
    }
    var fillings = new HashMap<String, Filling>();
    for (var node : nodes) {
      var sizes = isFloats(node) ? shapes.get(node.text(1)) : null;
      if (sizes != null) {
        fillings.put(node.text(2), Filling.of(node.text(2), sizes, readers));
      }
    }
    return fillings;
  }

  /// Whether a node gives floats all alike.
  private static boolean isFloats(Fields node) {
    if (!node.text(4).equals("ConstantOfShape")) {
      return false;
    }
    return node.of(5).stream()
        .map(Fields.Field::fields)
        .filter(a -> a.text(1).equals("value"))
        .allMatch(a -> a.of(5).getFirst().fields().numbers(2).equals(List.of(1L)));
  }

  private static long[] wholes(Fields tensor) {
    var raw = tensor.of(9);
    if (raw.isEmpty()) {
      return tensor.numbers(7).stream().mapToLong(n -> n).toArray();
    }
    var in = ByteBuffer.wrap(raw.getFirst().bytes()).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    var wholes = new long[in.remaining()];
    in.get(wholes);
    return wholes;
  }

  private static void write(Fields file, Fields graph, Map<String, Filling> fillings, Path to)
      throws IOException {
    var weights = new HashSet<>(fillings.keySet());
    graph.of(INITIALIZER).forEach(f -> weights.add(f.fields().text(8)));
    var kept = new Message();
    for (var field : graph.all()) {
      if (!isGone(field, fillings, weights)) {
        field.copy(kept);
      }
    }
    var rest = kept.toBytes();
    long length = rest.length;
    for (var filling : fillings.values()) {
      length += weight(filling).length + filling.bytes();
    }
    // from version 4 of the format on, a weight need not be an input
    var before = new Message().number(VERSION, Math.max(8, file.numbers(VERSION).getFirst()));
    file.all().stream()
        .filter(f -> f.id() != GRAPH && f.id() != VERSION)
        .forEach(f -> f.copy(before));
    try (var out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      all(out, ByteBuffer.wrap(before.head(GRAPH, length).toBytes()));
      all(out, ByteBuffer.wrap(rest));
      var buffer = ByteBuffer.allocate(1 << 20);
      for (var filling : fillings.values()) {
        all(out, ByteBuffer.wrap(weight(filling)));
        var numbers = filling.new Numbers();
        for (var part = numbers.next(buffer); part.hasRemaining(); part = numbers.next(buffer)) {
          all(out, part);
        }
      }
    }
  }

  /// The nodes that were constants, and inputs that are none: weights that a caller could replace
  /// would not be constants.
  private static boolean isGone(
      Fields.Field field, Map<String, Filling> fillings, Set<String> weights) {
    return switch (field.id()) {
      case NODE -> fillings.containsKey(field.fields().text(2));
      case INPUT -> weights.contains(field.fields().text(1));
      default -> false;
    };
  }

  /// The initializer's field up to where its numbers begin.
  private static byte[] weight(Filling filling) {
    var head = filling.head();
    var weight = new Message().head(INITIALIZER, head.length + filling.bytes()).toBytes();
    var all = Arrays.copyOf(weight, weight.length + head.length);
    System.arraycopy(head, 0, all, weight.length, head.length);
    return all;
  }

  private static void all(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
