package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.memory.Again;

/// The second run of what is not kept: stretch by stretch, each from kept values that wait for the
/// gradients which come in from the stretch after it.
///
/// A stretch that no gradient comes into before it is read (the last one) is kept: to compute it
/// again at once would save nothing.
final class Rerun {
  private final Graph graph;
  private final Halves halves;
  private final Kept kept;
  private final Map<Integer, List<Value>> waits = new HashMap<>();
  private final Map<Integer, Map<Value, Value>> copies = new HashMap<>();
  private final Map<Value, Value> made = new IdentityHashMap<>();
  private final Map<Value, Integer> firsts;
  private final Set<Value> found = new LinkedHashSet<>();
  private long calls;
  private double operations;

  Rerun(Graph graph, Halves halves, Kept kept) {
    this.graph = graph;
    this.halves = halves;
    this.kept = kept;
    this.firsts = firsts();
  }

  /// The outputs, where gradients read the second run.
  List<Value> apply(List<Value> outputs) {
    halves.forward().forEach(v -> v.results().forEach(r -> made.put(r, r)));
    // the last stretch first: what comes into a stretch is there when the stretch is copied
    var order = new ArrayList<>(halves.backward());
    order.sort(Comparator.comparingInt(this::first).reversed());
    for (var value : order) {
      if (!made.containsKey(value)) {
        var args = value.args().stream().map(this::argument).toList();
        var results = graph.applyAll(value.op(), args);
        for (int i = 0; i < results.size(); i++) {
          made.put(value.results().get(i), results.get(i));
        }
      }
    }
    return outputs.stream().map(v -> Objects.requireNonNull(made.get(v))).toList();
  }

  private List<Value> waits(int stretch) {
    return waits.computeIfAbsent(stretch, this::incoming);
  }

  /// For each backward value the first of the stretches that it depends on.
  private Map<Value, Integer> firsts() {
    var firsts = new IdentityHashMap<Value, Integer>();
    for (var value : halves.backward()) {
      int first = Integer.MAX_VALUE;
      for (var arg : value.args()) {
        if (!halves.isForward(arg)) {
          first = Math.min(first, firsts.getOrDefault(arg, Integer.MAX_VALUE));
        } else if (!Halves.isGiven(arg)) {
          first = Math.min(first, kept.stretch(halves, arg));
        }
      }
      int known = first;
      value.results().forEach(r -> firsts.put(r, known));
    }
    return firsts;
  }

  /// What comes into a stretch: values that depend on later stretches only, read by others.
  private List<Value> incoming(int stretch) {
    var incoming = new LinkedHashSet<Value>();
    for (var value : halves.backward()) {
      if (first(value) <= stretch) {
        for (var arg : value.args()) {
          if (!halves.isForward(arg) && first(arg) > stretch && first(arg) < Integer.MAX_VALUE) {
            incoming.add(arg);
          }
        }
      }
    }
    return List.copyOf(incoming);
  }

  private int first(Value value) {
    return Objects.requireNonNull(firsts.get(value));
  }

  private boolean isCopied(Value value) {
    return halves.isForward(value) && !Halves.isGiven(value) && !kept.values().contains(value);
  }

  private Value argument(Value arg) {
    if (!halves.isForward(arg)) {
      return Objects.requireNonNull(made.get(arg));
    }
    if (isCopied(arg)) {
      int stretch = kept.stretch(halves, arg);
      if (!waits(stretch).isEmpty()) {
        return copy(arg, stretch);
      }
    }
    if (!Halves.isGiven(arg)) {
      found.add(arg);
    }
    return arg;
  }

  /// The value as its stretch computes it again. What another stretch leaves and does not keep is
  /// computed again here too.
  private Value copy(Value value, int stretch) {
    var copied = copies.computeIfAbsent(stretch, _ -> new IdentityHashMap<>());
    for (var each : Walk.order(List.of(value), kept.values())) {
      if (copied.containsKey(each)) {
        continue;
      }
      if (Halves.isGiven(each) && !isInput(each)) {
        copied.put(each, each);
      } else if (!isCopied(each)) {
        if (!isInput(each)) {
          found.add(each);
        }
        copied.put(each, again(each, stretch));
      } else {
        var args = each.args().stream().map(a -> Objects.requireNonNull(copied.get(a))).toList();
        var results = graph.applyAll(each.op(), args);
        for (int i = 0; i < results.size(); i++) {
          copied.put(each.results().get(i), results.get(i));
        }
        calls++;
        operations += Cost.operations(each);
      }
    }
    return Objects.requireNonNull(copied.get(value));
  }

  private static boolean isInput(Value value) {
    return value.op() instanceof Input;
  }

  private Value again(Value value, int stretch) {
    var args = new ArrayList<Value>(List.of(value));
    waits(stretch).forEach(v -> args.add(Objects.requireNonNull(made.get(v))));
    return graph.apply(new Again(), args);
  }

  /// The forward values that gradients and second runs read.
  Set<Value> found() {
    return found;
  }

  /// The calls made twice.
  long calls() {
    return calls;
  }

  double operations() {
    return operations;
  }
}
