package org.ashlar.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Orders in which the values of a graph can be met. Iterative: a deep graph overflows no stack.
public final class Walk {
  private Walk() {}

  /// The values that some values are computed from, and these: each once, arguments before their
  /// users, otherwise in the order in which they are met.
  public static List<Value> order(List<Value> roots) {
    return order(roots, Set.of());
  }

  /// See {@link #order(List)}; behind `leaves` nothing is met.
  public static List<Value> order(List<Value> roots, Collection<Value> leaves) {
    record Visit(Value value, boolean argumentsDone) {}
    var order = new ArrayList<Value>();
    Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayDeque<Visit>();
    for (var root : roots) {
      open.push(new Visit(root, false));
      while (!open.isEmpty()) {
        var visit = open.pop();
        if (visit.argumentsDone() || leaves.contains(visit.value()) && seen.add(visit.value())) {
          order.add(visit.value());
        } else if (seen.add(visit.value())) {
          open.push(new Visit(visit.value(), true));
          for (var arg : visit.value().args().reversed()) {
            open.push(new Visit(arg, false));
          }
        }
      }
    }
    return order;
  }

  /// What was made of a value whose turn has been.
  static Value made(Map<Value, Value> made, Value value) {
    return Objects.requireNonNull(made.get(value));
  }

  /// Notes what was made of all results of a value's call.
  static void put(Map<Value, Value> made, Value value, List<Value> results) {
    for (int i = 0; i < results.size(); i++) {
      made.put(value.results().get(i), results.get(i));
    }
  }
}
