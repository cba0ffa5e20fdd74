package org.ashlar.gpu.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.ptx.Variable;

/// Where variables lie in a space, one after the other, each at a multiple of its alignment.
final class Layout {
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private int bytes;

  int add(Variable variable) {
    int align = Math.max(1, variable.alignment());
    bytes = (bytes + align - 1) / align * align;
    int at = bytes;
    offsets.put(variable.name(), at);
    bytes = Math.addExact(bytes, Math.toIntExact(variable.bytes()));
    return at;
  }

  boolean contains(String name) {
    return offsets.containsKey(name);
  }

  int offset(String name) {
    var at = offsets.get(name);
    if (at == null) {
      throw new IllegalArgumentException(name + ": no variable of this name lies here");
    }
    return at;
  }

  void put(String name, int offset) {
    offsets.put(name, offset);
  }

  int bytes() {
    return bytes;
  }
}
