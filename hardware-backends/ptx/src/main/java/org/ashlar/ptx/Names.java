package org.ashlar.ptx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// The registers that are declared where the parser stands, block within block.
final class Names {
  /// Whose name is whole, or 0; else how many numbers may follow it.
  private final Deque<Map<String, Integer>> scopes = new ArrayDeque<>();

  void enter() {
    scopes.push(new HashMap<>());
  }

  void leave() {
    scopes.pop();
  }

  void declare(String name, int count) {
    scopes.getFirst().put(count > 0 ? name + "<" : name, count);
  }

  /// Whether the name is a register: declared itself, or by a name and a number below the count.
  boolean isRegister(String name) {
    int end = name.length();
    while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
      end--;
    }
    for (var scope : scopes) {
      if (scope.containsKey(name)) {
        return true;
      }
      // A name may itself end with digits, as %a1<4> with %a12.
      for (int cut = end; cut < name.length(); cut++) {
        var count = scope.get(name.substring(0, cut) + "<");
        boolean plain = name.charAt(cut) != '0' || cut + 1 == name.length();
        if (count != null
            && plain
            && name.length() - cut < 10
            && Integer.parseInt(name.substring(cut)) < count) {
          return true;
        }
      }
    }
    return false;
  }
}
