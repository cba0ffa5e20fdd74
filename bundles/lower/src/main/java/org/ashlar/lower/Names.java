package org.ashlar.lower;

import java.util.HashSet;
import java.util.Set;

/// Names that are handed out once.
final class Names {
  private final Set<String> taken = new HashSet<>();

  /// The wanted name, or with the first free number after it: `conv`, `conv_1`.
  String fresh(String wanted) {
    String base = wanted.replaceAll("[^A-Za-z0-9_]", "_");
    if (base.isEmpty() || Character.isDigit(base.charAt(0))) {
      base = "_" + base;
    }
    String name = base;
    for (int i = 1; !taken.add(name); i++) {
      name = base + "_" + i;
    }
    return name;
  }
}
