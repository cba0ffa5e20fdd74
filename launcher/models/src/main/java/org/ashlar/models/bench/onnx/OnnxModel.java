package org.ashlar.models.bench.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// An ONNX model of a few nodes that is being written, with random weights: the same for every run.
public final class OnnxModel {
  private static final int FLOAT = 1;
  private static final int WHOLE = 7;

  private final Message graph = new Message();
  private int nodes;

  /// An input of floats.
  public OnnxModel input(String name, long... sizes) {
    graph.message(11, value(name, FLOAT, sizes));
    return this;
  }

  /// An input of whole numbers of 64 bits.
  public OnnxModel wholes(String name, long... sizes) {
    graph.message(11, value(name, WHOLE, sizes));
    return this;
  }

  /// A constant list of whole numbers.
  public OnnxModel list(String name, long... numbers) {
    var raw = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : numbers) {
      raw.putLong(number);
    }
    var tensor = new Message().number(1, numbers.length).number(2, WHOLE).text(8, name);
    graph.message(5, tensor.bytes(9, raw.array()));
    return this;
  }

  /// An output of floats.
  public OnnxModel output(String name, long... sizes) {
    graph.message(12, value(name, FLOAT, sizes));
    return this;
  }

  /// A constant of floats between `low` and `high`.
  public OnnxModel weight(String name, double low, double high, long... sizes) {
    int n = Math.toIntExact(Arrays.stream(sizes).reduce(1, Math::multiplyExact));
    var raw = ByteBuffer.allocate(4 * n).order(ByteOrder.LITTLE_ENDIAN);
    var random = new SplittableRandom(name.hashCode());
    for (int i = 0; i < n; i++) {
      raw.putFloat((float) random.nextDouble(low, high));
    }
    var tensor = new Message();
    for (long size : sizes) {
      tensor.number(1, size);
    }
    graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
    return this;
  }

  /// A constant of floats all alike.
  public OnnxModel number(String name, double value, long... sizes) {
    return weight(name, value, Math.nextUp(value), sizes);
  }

  /// A node.
  ///
  /// @param wiring `A B -> C`
  public OnnxModel node(String operator, String wiring, Attribute... attributes) {
    var sides = wiring.split("->");
    var node = new Message();
    for (var name : sides[0].strip().split(" +")) {
      node.text(1, name);
    }
    for (var name : sides[1].strip().split(" +")) {
      node.text(2, name);
    }
    node.text(3, operator + nodes++).text(4, operator);
    for (var attribute : attributes) {
      node.message(5, attribute.message());
    }
    graph.message(1, node);
    return this;
  }

  /// Writes the file.
  ///
  /// @param opset of the domain ai.onnx
  public void write(Path file, int opset) {
    var model =
        new Message()
            .number(1, 10)
            .text(2, "ashlar bench")
            .message(7, graph.text(2, "bench"))
            .message(8, new Message().text(1, "").number(2, opset));
    try {
      Files.write(file, model.toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static Message value(String name, int type, long... sizes) {
    var shape = new Message();
    for (long size : sizes) {
      shape.message(1, new Message().number(1, size));
    }
    return new Message()
        .text(1, name)
        .message(2, new Message().message(1, new Message().number(1, type).message(2, shape)));
  }

  /// An attribute of a node.
  public sealed interface Attribute {
    String name();

    record Whole(String name, long value) implements Attribute {}

    record Wholes(String name, long... values) implements Attribute {}

    record Real(String name, float value) implements Attribute {}

    record Text(String name, String value) implements Attribute {}

    private Message message() {
      var message = new Message().text(1, name());
      return switch (this) {
        case Whole whole -> message.number(3, whole.value()).number(20, 2);
        case Real real -> message.real(2, real.value()).number(20, 1);
        case Text text -> message.text(4, text.value()).number(20, 3);
        case Wholes wholes -> {
          for (long value : wholes.values()) {
            message.number(8, value);
          }
          yield message.number(20, 7);
        }
      };
    }
  }
}
