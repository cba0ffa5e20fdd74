package org.ashlar.autodiff;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Function;

/// Names that no input of a function has yet.
final class Names {
  private final Set<String> taken;

  Names(Function function) {
    taken = new HashSet<>(function.inputNames());
  }

  /// The name, with underscores where it is taken; taken from now on.
  String fresh(String name) {
    var fresh = name;
    while (!taken.add(fresh)) {
      fresh += "_";
    }
    return fresh;
  }

  /// `d_h`, `d_h_`, …: one for each of these.
  List<String> fresh(String prefix, List<String> names) {
    return names.stream().map(name -> fresh(prefix + name)).toList();
  }
}
