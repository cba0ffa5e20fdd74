package org.ashlar.onnx.translate;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The translations known, by domain, operator and since-version.
public final class Translations {
  /// A translation with the version since which it holds.
  record Since(int version, Translation translation) {}

  private record Key(String domain, String name) {}

  private final Map<Key, TreeMap<Integer, Translation>> known = new HashMap<>();

  /// Of `ai.onnx`.
  ///
  /// @param since every version that the specification has for the operator and this translates
  public Translations add(String name, Translation translation, int... since) {
    return add("", name, translation, since);
  }

  /// See {@link #add(String, Translation, int...)}.
  public Translations add(String domain, String name, Translation translation, int... since) {
    if (since.length == 0) {
      throw new IllegalArgumentException("translation " + name + ": needs a since-version");
    }
    var versions = known.computeIfAbsent(new Key(domain(domain), name), _ -> new TreeMap<>());
    for (int version : since) {
      if (versions.putIfAbsent(version, translation) != null) {
        throw new IllegalArgumentException(
            "translation " + name + ": there are two for version " + version);
      }
    }
    return this;
  }

  /// Replaces every translation of an operator of `ai.onnx` by one made of it.
  public Translations around(String name, UnaryOperator<Translation> wrap) {
    var versions = known.get(new Key("", name));
    if (versions != null) {
      versions.replaceAll((_, translation) -> wrap.apply(translation));
    }
    return this;
  }

  /// The translation of the highest version that a model's opset allows.
  Optional<Since> find(String domain, String name, long opset) {
    var versions = known.get(new Key(domain(domain), name));
    if (versions == null) {
      return Optional.empty();
    }
    var entry = versions.floorEntry((int) Math.min(opset, Integer.MAX_VALUE));
    return Optional.ofNullable(entry).map(e -> new Since(e.getKey(), e.getValue()));
  }

  /// Whether an operator is known at any version.
  boolean knows(String domain, String name) {
    return known.containsKey(new Key(domain(domain), name));
  }

  /// The one name of a domain: `ai.onnx` is the empty one.
  static String domain(String written) {
    return written.equals("ai.onnx") ? "" : written;
  }
}
