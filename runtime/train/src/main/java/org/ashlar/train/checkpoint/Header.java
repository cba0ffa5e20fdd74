package org.ashlar.train.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The table of contents of a checkpoint file: JSON as in safetensors.
///
/// @param entries in the order of their bytes, without gaps; the last is the checksum
record Header(List<Entry> entries, Map<String, String> facts) {
  static final String CHECKSUM = "sha256";
  static final int CHECKSUM_BYTES = 32;
  private static final String FACTS = "__metadata__";
  private static final int MOST_ENTRIES = 1_000_000;

  /// One tensor's place, counted from the end of the header.
  record Entry(String name, DType dtype, long[] sizes, long begin, long end) {
    private static Entry at(String name, DType dtype, long[] sizes, long begin) {
      long bytes = dtype.bytes();
      for (long size : sizes) {
        if (size < 0) {
          throw new IllegalArgumentException(name + ": has a negative size");
        }
        bytes = Math.multiplyExact(bytes, size);
      }
      return new Entry(name, dtype, sizes, begin, Math.addExact(begin, bytes));
    }
  }

  static Header of(Checkpoint checkpoint) {
    var entries = new ArrayList<Entry>();
    long at = 0;
    for (var tensor : new TreeMap<>(checkpoint.tensors()).entrySet()) {
      var data = tensor.getValue();
      entries.add(Entry.at(tensor.getKey(), data.dtype(), data.sizes(), at));
      at = entries.getLast().end();
    }
    entries.add(Entry.at(CHECKSUM, DType.U8, new long[] {CHECKSUM_BYTES}, at));
    return new Header(entries, new TreeMap<>(checkpoint.facts()));
  }

  long dataBytes() {
    return entries.getLast().end();
  }

  String json() {
    var all = new LinkedHashMap<String, Object>();
    all.put(FACTS, facts);
    for (var entry : entries) {
      var one = new LinkedHashMap<String, Object>();
      one.put("dtype", Names.of(entry.dtype()));
      one.put("shape", entry.sizes());
      one.put("data_offsets", new long[] {entry.begin(), entry.end()});
      all.put(entry.name(), one);
    }
    return JsonMapper.builder().build().writeValueAsString(all);
  }

  /// Reads and checks; nothing is allocated but for the header itself.
  ///
  /// @param dataBytes what the file holds after the header
  /// @throws IllegalArgumentException when it is not the header of such a file
  static Header parse(byte[] json, long dataBytes) {
    try {
      var mapper =
          JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      var root = mapper.readTree(json);
      var facts = new TreeMap<String, String>();
      var entries = new ArrayList<Entry>();
      for (var property : root.properties()) {
        if (property.getKey().equals(FACTS)) {
          property
              .getValue()
              .properties()
              .forEach(f -> facts.put(f.getKey(), f.getValue().asString()));
        } else {
          entries.add(entry(property.getKey(), property.getValue()));
        }
        check(entries.size() <= MOST_ENTRIES, "more than " + MOST_ENTRIES + " tensors");
      }
      long at = 0;
      for (var entry : entries) {
        check(entry.begin() == at, entry.name() + ": does not begin where the one before ends");
        at = entry.end();
      }
      check(at == dataBytes, "the tensors take " + at + " bytes, the file has " + dataBytes);
      var last = entries.isEmpty() ? "nothing" : entries.getLast().name();
      check(last.equals(CHECKSUM), "the last tensor is " + last + ", not " + CHECKSUM);
      return new Header(entries, facts);
    } catch (JacksonException | ArithmeticException e) {
      throw new IllegalArgumentException("the header is damaged", e);
    }
  }

  private static Entry entry(String name, JsonNode node) {
    var sizes = numbers(name, node.path("shape"));
    var offsets = numbers(name, node.path("data_offsets"));
    check(offsets.length == 2, name + ": needs two offsets");
    var entry = Entry.at(name, Names.dtype(node.path("dtype").asString("")), sizes, offsets[0]);
    check(
        entry.end() == offsets[1],
        name + ": " + entry.dtype() + Arrays.toString(sizes) + " does not take the bytes it has");
    return entry;
  }

  private static long[] numbers(String name, JsonNode array) {
    check(array.isArray(), name + ": a list of numbers is missing");
    var numbers = new long[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      check(array.get(i).isIntegralNumber(), name + ": not a whole number");
      numbers[i] = array.get(i).longValue();
    }
    return numbers;
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  /// The tensor of an entry, zeros as yet.
  static TensorData allocate(Entry entry) {
    return TensorData.zeros(entry.dtype(), entry.sizes());
  }
}
