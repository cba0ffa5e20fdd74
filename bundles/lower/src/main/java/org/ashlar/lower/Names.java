package org.ashlar.lower;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Names that are handed out once.
final class Names {
  private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_]");

  private final Set<String> taken = new HashSet<>();

  /// The number that was handed out last behind a name: all up to it are taken.
  private final Map<String, Integer> last = new HashMap<>();

  /// The wanted name, or with the first free number after it: `conv`, `conv_1`.
  String fresh(String wanted) {
    String base = OTHER.matcher(wanted).replaceAll("_");
    if (base.isEmpty() || Character.isDigit(base.charAt(0))) {
      base = "_" + base;
    }
    if (taken.add(base)) {
      return base;
    }
    int number = last.getOrDefault(base, 0) + 1;
    while (!taken.add(base + "_" + number)) {
      number++;
    }
    last.put(base, number);
    return base + "_" + number;
  }
}
