package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Keep;
import org.ashlar.operators.memory.Named;

/// The forward values that stay in memory, and the stretches between which they lie: each stretch
/// is computed again on its own.
///
/// @param ends the places after which a stretch ends, in order
record Kept(Set<Value> values, List<Integer> ends) {
  static Kept of(Halves halves, Keep keep) {
    return switch (keep) {
      case Keep.All() -> where(halves, _ -> true);
      case Keep.Dear() -> where(halves, Cost::isDear);
      case Keep.Names(var labels) -> named(halves, labels);
      case Keep.Layers(long every) -> layers(halves, every);
      case Keep.Bytes bytes ->
          throw new IllegalArgumentException(
              "recompute: " + bytes + ": only a compiler can measure what fits");
    };
  }

  /// The stretch in which a forward value is computed.
  int stretch(Halves halves, Value value) {
    int place = halves.place(value);
    int at = Collections.binarySearch(ends, place);
    return at >= 0 ? at : -at - 1;
  }

  private static Kept where(Halves halves, Predicate<Value> keeps) {
    var kept = empty();
    var ends = new TreeSet<Integer>();
    for (var value : halves.forward()) {
      if (!Halves.isGiven(value) && (Cost.isHosted(value) || keeps.test(value))) {
        kept.add(value);
        ends.add(halves.place(value));
      }
    }
    return new Kept(kept, List.copyOf(ends));
  }

  private static Kept named(Halves halves, List<String> labels) {
    var present = new TreeSet<String>();
    halves
        .forward()
        .forEach(v -> {
          if (v.op() instanceof Named(var label)) {
            present.add(label);
          }
        });
    for (var label : labels) {
      if (!present.contains(label)) {
        throw new IllegalArgumentException(
            "recompute: no value is named " + label + ": names are " + present);
      }
    }
    var wanted = new HashSet<>(labels);
    return where(halves, v -> v.op() instanceof Named(var label) && wanted.contains(label));
  }

  /// Stretches of `every` dear values; each ends where least crosses, before the next one.
  private static Kept layers(Halves halves, long every) {
    var layers =
        halves.forward().stream().filter(v -> !Halves.isGiven(v) && Cost.isDear(v)).toList();
    int step =
        (int)
            (every > 0 ? Math.min(every, Integer.MAX_VALUE) : Math.ceil(Math.sqrt(layers.size())));
    var kept = empty();
    halves.forward().stream()
        .filter(v -> !Halves.isGiven(v) && Cost.isHosted(v))
        .forEach(kept::add);
    var ends = new ArrayList<Integer>();
    for (int i = step; i > 0 && i < layers.size(); i += step) {
      int from = halves.place(layers.get(i - 1));
      int to = halves.place(layers.get(i));
      int best = from;
      long least = Long.MAX_VALUE;
      for (int place = from; place < to; place++) {
        long bytes = Cost.bytes(halves.crossing(place));
        if (bytes < least) {
          least = bytes;
          best = place;
        }
      }
      if (ends.isEmpty() || best > ends.getLast()) {
        ends.add(best);
        kept.addAll(halves.crossing(best));
      }
    }
    return new Kept(kept, ends);
  }

  private static Set<Value> empty() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }
}
