package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// A derived function as what it computes first, and the gradients that come after it.
///
/// @param forward the values behind the outputs that were there before, arguments first
/// @param backward the others
/// @param places of the forward values in their order
record Halves(List<Value> forward, List<Value> backward, Map<Value, Integer> places) {
  static Halves of(List<Value> ends, List<Value> outputs) {
    var forward = Walk.order(ends);
    var places = new IdentityHashMap<Value, Integer>();
    // the results of one call stand together
    for (var value : forward) {
      int place = places.size();
      value.results().forEach(r -> places.putIfAbsent(r, place));
    }
    var backward = Walk.order(outputs).stream().filter(v -> !places.containsKey(v)).toList();
    return new Halves(forward, backward, places);
  }

  boolean isForward(Value value) {
    return places.containsKey(value);
  }

  int place(Value value) {
    return Objects.requireNonNull(places.get(value));
  }

  /// Whether the value is given, or says something that needs no arguments: it costs no memory that
  /// a policy could save.
  static boolean isGiven(Value value) {
    return value.op() instanceof Input || value.args().isEmpty();
  }

  /// The forward values that gradients read.
  Set<Value> shared() {
    var shared = new LinkedHashSet<Value>();
    for (var value : backward) {
      for (var arg : value.args()) {
        if (isForward(arg) && !isGiven(arg)) {
          shared.add(arg);
        }
      }
    }
    return shared;
  }

  /// The forward values that are read by forward ones at later places than this one.
  List<Value> crossing(int place) {
    var crossing = new ArrayList<Value>();
    var seen = new LinkedHashSet<Value>();
    for (var value : forward) {
      if (place(value) > place) {
        for (var arg : value.args()) {
          if (place(arg) <= place && !isGiven(arg) && seen.add(arg)) {
            crossing.add(arg);
          }
        }
      }
    }
    return crossing;
  }
}
