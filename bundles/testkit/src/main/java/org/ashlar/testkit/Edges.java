package org.ashlar.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.ashlar.ir.DType;

/// The edge vectors (`edges/*.txt`): what every scalar operation must give at zeros, infinities,
/// NaN, the ends of ranges, ties and traps. Written by `src/main/python/edges.py` with exact
/// fractions, apart from all code of this project.
public final class Edges {
  private Edges() {}

  /// All operations on a dtype.
  public static List<EdgeGroup> of(DType dtype) {
    var groups = new LinkedHashMap<String, List<Edge>>();
    for (var line : lines(dtype.toString())) {
      var words = List.of(line.split(" "));
      var operation = words.getFirst();
      boolean truth = List.of("eq", "ne", "lt", "le", "is_nan").contains(operation);
      var result = truth ? DType.BOOL : dtype;
      var operands = words.subList(1, words.size() - 2).stream().map(Edges::bits).toList();
      groups
          .computeIfAbsent(operation, key -> new ArrayList<>())
          .add(new Edge(operation, dtype, result, operands, bits(words.getLast())));
    }
    return groups.values().stream().map(EdgeGroup::new).toList();
  }

  /// All casts.
  public static List<EdgeGroup> casts() {
    var groups = new LinkedHashMap<String, List<Edge>>();
    for (var line : lines("casts")) {
      var words = line.split(" ");
      groups
          .computeIfAbsent(String.join(" ", Arrays.copyOf(words, 3)), key -> new ArrayList<>())
          .add(
              new Edge(
                  words[0],
                  DType.of(words[1]),
                  DType.of(words[2]),
                  List.of(bits(words[3])),
                  bits(words[5])));
    }
    return groups.values().stream().map(EdgeGroup::new).toList();
  }

  /// All operations and casts of these dtypes.
  public static List<EdgeGroup> of(List<DType> dtypes) {
    var groups = new ArrayList<EdgeGroup>();
    dtypes.forEach(dtype -> groups.addAll(of(dtype)));
    casts().stream()
        .filter(g ->
            dtypes.contains(g.edges().getFirst().dtype())
                && dtypes.contains(g.edges().getFirst().result()))
        .forEach(groups::add);
    return groups;
  }

  private static long bits(String word) {
    return word.startsWith("0x")
        ? Long.parseUnsignedLong(word.substring(2), 16)
        : word.startsWith("-") ? Long.parseLong(word) : Long.parseUnsignedLong(word);
  }

  private static List<String> lines(String name) {
    var resource = "/edges/" + name + ".txt";
    try (var in = Edges.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("edges: there are none for " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(l -> !l.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
