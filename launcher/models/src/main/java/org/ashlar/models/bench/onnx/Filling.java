package org.ashlar.models.bench.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The numbers that take the place of a constant: random floats between two bounds, chosen by who
/// reads them so that values stay finite and of one size through a deep network.
///
/// @param sizes of the tensor
record Filling(String name, long[] sizes, double low, double high) {
  /// Who reads a value.
  ///
  /// @param node fields of a node
  /// @param input which of its inputs
  record Reader(Fields node, int input) {
    String operator() {
      return node.text(4);
    }
  }

  /// By He et al., "Delving Deep into Rectifiers" (2015), for weights of convolutions and products;
  /// scales and variances around 1; biases and means around 0.
  static Filling of(String name, long[] sizes, Map<String, List<Reader>> readers) {
    for (var reader : through(name, readers)) {
      switch (reader.operator()) {
        case "Conv" -> {
          return reader.input() == 1
              ? he(name, sizes, volume(sizes) / sizes[0])
              : even(name, sizes, 0, 0.1);
        }
        case "Gemm", "MatMul" -> {
          return reader.input() == 1
              ? he(name, sizes, sizes[isTransposed(reader.node()) ? 1 : 0])
              : even(name, sizes, 0, 0.1);
        }
        case "BatchNormalization" -> {
          boolean one = reader.input() == 1 || reader.input() == 4;
          return even(name, sizes, reader.input() == 1 ? 0.8 : one ? 1 : 0, one ? 0.2 : 0.1);
        }
        case "Mul", "Div" -> {
          return even(name, sizes, 1, 0.2);
        }
        case "Add", "Sub" -> {
          return even(name, sizes, 0, 0.1);
        }
        default -> {
          // the next reader may say more
        }
      }
    }
    return sizes.length > 1 ? he(name, sizes, volume(sizes) / sizes[0]) : even(name, sizes, 1, 0.5);
  }

  /// Readers of a value, also behind nodes that only change its shape.
  private static List<Reader> through(String name, Map<String, List<Reader>> readers) {
    var found = new ArrayList<Reader>();
    var open = new ArrayDeque<>(readers.getOrDefault(name, List.of()));
    while (!open.isEmpty()) {
      var reader = open.poll();
      if (List.of("Unsqueeze", "Squeeze", "Reshape").contains(reader.operator())) {
        reader
            .node()
            .texts(2)
            .forEach(output -> open.addAll(readers.getOrDefault(output, List.of())));
      } else {
        found.add(reader);
      }
    }
    return found;
  }

  private static boolean isTransposed(Fields node) {
    return node.of(5).stream()
        .map(Fields.Field::fields)
        .anyMatch(a -> a.text(1).equals("transB") && a.numbers(3).equals(List.of(1L)));
  }

  private static Filling he(String name, long[] sizes, long fan) {
    return even(name, sizes, 0, Math.sqrt(6.0 / Math.max(1, fan)));
  }

  private static Filling even(String name, long[] sizes, double middle, double reach) {
    return new Filling(name, sizes, middle - reach, middle + reach);
  }

  static long volume(long[] sizes) {
    long n = 1;
    for (long size : sizes) {
      n *= size;
    }
    return n;
  }

  /// Everything of the tensor's message before the numbers.
  byte[] head() {
    var head = new Message();
    for (long size : sizes) {
      head.number(1, size);
    }
    return head.number(2, 1).text(8, name).head(9, bytes()).toBytes();
  }

  long bytes() {
    return 4 * volume(sizes);
  }

  /// The numbers, a piece at a time (xorshift64*, Vigna 2016; seeded by the name).
  final class Numbers {
    private long state = name.hashCode() * 0x9e3779b97f4a7c15L | 1;
    private long left = volume(sizes);

    /// At most as many bytes as the buffer holds; none at the end.
    ByteBuffer next(ByteBuffer buffer) {
      buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
      double step = (high - low) / (1 << 24);
      for (; left > 0 && buffer.remaining() >= 4; left--) {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        buffer.putFloat((float) (low + step * (state * 0x2545f4914f6cdd1dL >>> 40)));
      }
      return buffer.flip();
    }
  }
}
