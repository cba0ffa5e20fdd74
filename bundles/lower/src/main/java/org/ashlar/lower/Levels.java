package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Value;

/// When each value of a function with control flow is computed: a level is a straight stretch, then
/// the calls that only need what is known after it.
///
/// Calls run as early as they can, other values as late: next to what reads them, so that they fuse
/// with it. What has no arguments (constants, counts) is computed in each stretch anew where no
/// call takes it.
final class Levels {
  private final Opened opened;
  private final Map<Value, Integer> earliest = new HashMap<>();
  private final Map<Call, Integer> calls = new LinkedHashMap<>();
  private final Map<Value, Integer> levels = new HashMap<>();
  private final Map<Value, List<Value>> readers = new HashMap<>();
  private final Set<Value> taken = new HashSet<>();
  private int last;

  Levels(Opened opened) {
    this.opened = opened;
    taken.addAll(opened.outputs());
    opened.calls().forEach(call -> taken.addAll(call.args()));
    for (var item : opened.items().values()) {
      item.value().args().stream()
          .distinct()
          .forEach(a -> readers.computeIfAbsent(a, v -> new ArrayList<>()).add(item.value()));
    }
    early();
    late();
  }

  int count() {
    return last + 1;
  }

  List<Call> calls(int level) {
    return opened.calls().stream().filter(call -> calls.getOrDefault(call, -1) == level).toList();
  }

  /// The values of one stretch as a function of its own.
  Opened stretch(int level) {
    var items = new LinkedHashMap<Value, Item>();
    var outputs = new LinkedHashSet<Value>();
    for (var item : opened.items().values()) {
      var value = item.value();
      if (isAnew(item)
          ? readers(value).stream().anyMatch(r -> levelOf(r) == level)
          : levelOf(value) == level) {
        items.put(value, item);
        if (taken.contains(value)
            || !isAnew(item) && readers(value).stream().anyMatch(r -> levelOf(r) != level)) {
          outputs.add(value);
        }
      }
    }
    return new Opened(List.of(), List.copyOf(outputs), items, List.of());
  }

  private void early() {
    for (var call : opened.calls()) {
      int level = early(call.args());
      calls.put(call, level);
      call.results().forEach(r -> earliest.put(r, level + 1));
      last = Math.max(last, level + 1);
    }
    last = Math.max(last, early(opened.outputs()));
  }

  private int early(List<Value> values) {
    for (var value : Opened.order(values)) {
      if (!earliest.containsKey(value)) {
        earliest.put(value, most(value.args()));
      }
    }
    return most(values);
  }

  private int most(List<Value> values) {
    return values.stream().mapToInt(v -> Known.of(earliest, v)).max().orElse(0);
  }

  private void late() {
    var wanted = new HashMap<Value, Integer>();
    calls.forEach((call, level) -> call.args().forEach(a -> wanted.merge(a, level, Math::min)));
    opened.outputs().forEach(o -> wanted.merge(o, Known.of(earliest, o), Math::min));
    for (var item : List.copyOf(opened.items().values()).reversed()) {
      var value = item.value();
      int level = wanted.getOrDefault(value, Integer.MAX_VALUE);
      for (var reader : readers(value)) {
        level = Math.min(level, levelOf(reader));
      }
      levels.put(value, level);
    }
  }

  private boolean isAnew(Item item) {
    return item.value().args().isEmpty()
        && item.kind() == Item.Kind.MAP
        && !taken.contains(item.value());
  }

  private int levelOf(Value value) {
    return Known.of(levels, value);
  }

  private List<Value> readers(Value value) {
    return readers.getOrDefault(value, List.of());
  }
}
