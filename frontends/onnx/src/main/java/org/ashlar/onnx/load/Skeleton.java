package org.ashlar.onnx.load;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A model file without the bytes of its large initialisers, which stay where they lie: what is
/// parsed takes no memory for weights.
///
/// @param bytes the model as the encoding has it, those bytes left out
/// @param places one an initialiser of the model's graph: where its bytes lie, empty where they are
///   in the message
record Skeleton(byte[] bytes, List<Optional<MemorySegment>> places) {
  private static final long LARGE = 1 << 12;
  private static final int GRAPH = 7;
  private static final int INITIALISER = 5;
  private static final int RAW = 9;

  /// Empty where the bytes are not plainly one graph's: whoever parses all of them then says what
  /// is wrong.
  static Optional<Skeleton> of(MemorySegment file) {
    var places = new ArrayList<Optional<MemorySegment>>();
    try {
      var model = new Fields(file);
      var out = new ByteArrayOutputStream();
      int graphs = 0;
      while (model.next()) {
        if (model.is(GRAPH)) {
          graphs++;
          write(out, GRAPH, graph(model.value(), places));
        } else {
          model.copy(out);
        }
      }
      return graphs == 1
          ? Optional.of(new Skeleton(out.toByteArray(), List.copyOf(places)))
          : Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static byte[] graph(MemorySegment bytes, List<Optional<MemorySegment>> places) {
    var graph = new Fields(bytes);
    var out = new ByteArrayOutputStream();
    while (graph.next()) {
      if (graph.is(INITIALISER)) {
        var value = graph.value();
        var place = raw(value);
        places.add(place);
        if (place.isPresent()) {
          write(out, INITIALISER, withoutRaw(value));
        } else {
          graph.copy(out);
        }
      } else {
        graph.copy(out);
      }
    }
    return out.toByteArray();
  }

  /// The bytes of a tensor's numbers, where they are many and in one piece.
  private static Optional<MemorySegment> raw(MemorySegment bytes) {
    if (bytes.byteSize() < LARGE) {
      return Optional.empty();
    }
    var tensor = new Fields(bytes);
    var found = new ArrayList<MemorySegment>();
    while (tensor.next()) {
      if (tensor.is(RAW)) {
        found.add(tensor.value());
      }
    }
    return found.size() == 1 && found.getFirst().byteSize() >= LARGE
        ? Optional.of(found.getFirst())
        : Optional.empty();
  }

  private static byte[] withoutRaw(MemorySegment bytes) {
    var tensor = new Fields(bytes);
    var out = new ByteArrayOutputStream();
    while (tensor.next()) {
      if (!tensor.is(RAW)) {
        tensor.copy(out);
      }
    }
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int field, byte[] value) {
    out.write(field << 3 | 2);
    for (int rest = value.length; ; rest >>>= 7) {
      if (rest < 0x80) {
        out.write(rest);
        break;
      }
      out.write(rest & 0x7f | 0x80);
    }
    out.writeBytes(value);
  }

  /// The fields of a message, one after the other. What is wrong is an {@link
  /// IndexOutOfBoundsException}.
  private static final class Fields {
    private final MemorySegment bytes;
    private long start;
    private long from;
    private long to;
    private long key;

    Fields(MemorySegment bytes) {
      this.bytes = bytes;
    }

    boolean next() {
      start = to;
      if (start == bytes.byteSize()) {
        return false;
      }
      from = start;
      key = number();
      long length =
          switch ((int) (key & 7)) {
            case 0 -> {
              long at = from;
              number();
              long read = from - at;
              from = at;
              yield read;
            }
            case 1 -> 8;
            case 2 -> number();
            case 5 -> 4;
            default -> throw new IndexOutOfBoundsException("kind of field");
          };
      if (length < 0 || length > bytes.byteSize() - from) {
        throw new IndexOutOfBoundsException("length of a field");
      }
      to = from + length;
      return true;
    }

    boolean is(int field) {
      return key == ((long) field << 3 | 2);
    }

    MemorySegment value() {
      return bytes.asSlice(from, to - from);
    }

    void copy(ByteArrayOutputStream out) {
      out.writeBytes(bytes.asSlice(start, to - start).toArray(ValueLayout.JAVA_BYTE));
    }

    private long number() {
      long number = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        long next = bytes.get(ValueLayout.JAVA_BYTE, from++);
        number |= (next & 0x7f) << shift;
        if (next >= 0) {
          return number;
        }
      }
      throw new IndexOutOfBoundsException("a number of more than 64 bits");
    }
  }
}
