package org.ashlar.safetensors;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.ir.DType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The first part of a file: what it says in words, and where each tensor lies.
///
/// Layout: 8 bytes length of the header, little-endian; the header, a JSON object; the bytes of all
/// tensors without gaps. Source: the safetensors format, version 0.
///
/// @param metadata the strings under `__metadata__`
/// @param tensors by name
record Header(Map<String, String> metadata, Map<String, Tensor> tensors) {
  /// The key of the strings.
  static final String METADATA = "__metadata__";

  /// What is before a tensor's name in the key of a kind that the format does not know.
  static final String KIND = "dtype.";

  private static final int RANK = 64;

  /// @param from where its bytes begin, counted from the end of the header
  record Tensor(DType dtype, long[] sizes, long from, long to) {}

  /// Reads a header, and proves that its tensors fill `bytes` bytes exactly.
  ///
  /// @throws IllegalArgumentException when it is wrong; says where
  static Header read(byte[] json, long bytes) {
    JsonNode root;
    try {
      root =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(new String(json, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("header: is no JSON: " + e.getOriginalMessage());
    }
    require(root.isObject(), "header: is no JSON object");
    var metadata = new TreeMap<String, String>();
    for (var entry : root.path(METADATA).properties()) {
      require(entry.getValue().isString(), "header: " + entry.getKey() + ": is no text");
      metadata.put(entry.getKey(), entry.getValue().asString());
    }
    var tensors = new TreeMap<String, Tensor>();
    for (var entry : root.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), metadata));
      }
    }
    requireFilled(tensors, bytes);
    return new Header(metadata, tensors);
  }

  private static Tensor tensor(String name, JsonNode node, Map<String, String> metadata) {
    var what = "tensor " + name + ": ";
    var written = node.path("dtype").asString("");
    var kind = metadata.get(KIND + name);
    var dtype =
        (kind == null ? Kinds.of(written) : Kinds.foreign(kind).filter(_ -> written.equals("U8")))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    what + "unknown dtype " + (kind == null ? written : kind)));
    var shape = node.path("shape");
    require(shape.isArray() && shape.size() <= RANK, what + "has no shape of at most " + RANK);
    var sizes = new long[shape.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = number(shape.get(i), what + "shape");
    }
    var offsets = node.path("data_offsets");
    require(offsets.isArray() && offsets.size() == 2, what + "has no two data_offsets");
    var tensor =
        new Tensor(
            dtype,
            sizes,
            number(offsets.get(0), what + "data_offsets"),
            number(offsets.get(1), what + "data_offsets"));
    require(
        tensor.to() - tensor.from() == bytes(tensor, what),
        what + "its bytes " + tensor.from() + " to " + tensor.to() + " do not fit its shape");
    return tensor;
  }

  private static long bytes(Tensor tensor, String what) {
    try {
      long bytes = tensor.dtype().bytes();
      for (long size : tensor.sizes()) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(what + "its shape is too large");
    }
  }

  private static long number(JsonNode node, String what) {
    require(
        node.isIntegralNumber() && node.canConvertToLong() && node.asLong() >= 0,
        what + " is no whole number from 0");
    return node.asLong();
  }

  /// No gap, no overlap, nothing beyond the end.
  private static void requireFilled(Map<String, Tensor> tensors, long bytes) {
    long at = 0;
    var places =
        tensors.values().stream()
            .sorted(Comparator.comparingLong(Tensor::from).thenComparingLong(Tensor::to))
            .toList();
    for (var tensor : List.copyOf(places)) {
      require(
          tensor.from() == at,
          "header: the bytes from "
              + at
              + " belong to no tensor or to two, up to "
              + tensor.from());
      at = tensor.to();
    }
    require(
        at == bytes,
        "header: the tensors take " + at + " bytes, the file has " + bytes + ": it is damaged");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
