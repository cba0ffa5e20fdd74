package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Cuts a placed function into stretches, each a function of its own for one machine.
final class Cut {
  /// A part of a function on one machine.
  ///
  /// @param function the part, in a graph of its own
  /// @param inputs the values of the whole that it takes, in the order of its inputs
  /// @param outputs the values of the whole that it gives, in the order of its outputs
  record Stretch(Machine machine, Function function, List<Value> inputs, List<Value> outputs) {}

  private final List<Value> roots;
  private final Set<Value> given;
  private final Placement placement;
  private final List<Value> order;
  private final Map<Value, Set<Value>> users = new HashMap<>();

  private Cut(List<Value> roots, Set<Value> given, Placement placement) {
    this.roots = roots;
    this.given = given;
    this.placement = placement;
    this.order = Walk.order(roots, given);
    for (var value : order) {
      if (!isGiven(value)) {
        value.args().forEach(a -> users.computeIfAbsent(a, x -> new HashSet<>()).add(value));
      }
    }
  }

  /// Stretches in an order in which they can run. A machine goes on as long as an operator of it is
  /// ready, so that there are few stretches.
  ///
  /// @param alone calls, by their first result, that are a stretch of their own
  static List<Stretch> of(Function whole, Placement placement, Set<Value> alone) {
    return new Cut(whole.outputs(), Set.of(), placement)
        .stretches(whole.name(), alone, names(whole, Set.of()));
  }

  /// What settles, then the rest: see {@link #of(Function, Placement, Set)}.
  static Settled of(Function whole, Placement placement, Set<Value> alone, Settle settle) {
    var settled = settle.values();
    var names = names(whole, settled);
    var first = new Cut(List.copyOf(settled), Set.of(), placement);
    var rest = new Cut(whole.outputs(), settled, placement);
    return new Settled(
        first.stretches(whole.name() + "_settle", alone, names),
        rest.stretches(whole.name(), alone, names));
  }

  /// @param first computes what settles
  /// @param rest runs after it, again and again
  record Settled(List<Stretch> first, List<Stretch> rest) {
    List<Stretch> all() {
      return Stream.concat(first.stream(), rest.stream()).toList();
    }
  }

  private List<Stretch> stretches(String name, Set<Value> alone, Map<Value, String> names) {
    var groups = groups(alone);
    var stretches = new ArrayList<Stretch>();
    for (int i = 0; i < groups.size(); i++) {
      stretches.add(stretch(groups.get(i), groups.size() == 1 ? name : name + "_" + i, names));
    }
    return stretches;
  }

  private boolean isGiven(Value value) {
    return value.op() instanceof Input || given.contains(value);
  }

  private List<Set<Value>> groups(Set<Value> alone) {
    var groups = new ArrayList<Set<Value>>();
    var done = new HashSet<Value>();
    var waiting = new ArrayList<Value>();
    for (var value : order) {
      (isGiven(value) ? done : waiting).add(value);
    }
    Optional<Machine> current = Optional.empty();
    while (!waiting.isEmpty()) {
      var group = group(waiting, done, alone, current);
      current = Optional.of(placement.machine(group.iterator().next()));
      groups.add(group);
      done.addAll(group);
      waiting.removeIf(group::contains);
    }
    return groups;
  }

  /// What one machine can run next: of the machine that ran last where it has something ready, else
  /// of the next ready value's.
  private Set<Value> group(
      List<Value> waiting, Set<Value> done, Set<Value> alone, Optional<Machine> current) {
    var ready = waiting.stream().filter(v -> done.containsAll(v.args())).toList();
    var first =
        ready.stream()
            .filter(v -> current.filter(placement.machine(v)::equals).isPresent())
            .findFirst()
            .orElse(ready.getFirst());
    var call = Placement.first(first);
    var group = new LinkedHashSet<Value>();
    for (var value : waiting) {
      boolean mine =
          alone.contains(call)
              ? Placement.first(value) == call
              : placement.machine(value).equals(placement.machine(first))
                  && !alone.contains(Placement.first(value));
      if (mine && value.args().stream().allMatch(a -> done.contains(a) || group.contains(a))) {
        group.add(value);
      }
    }
    return group;
  }

  private Stretch stretch(Set<Value> group, String name, Map<Value, String> names) {
    var graph = new Graph();
    var copies = new HashMap<Value, Value>();
    var inputs = new LinkedHashSet<Value>();
    var outputs = new ArrayList<Value>();
    for (var value : order) {
      if (!group.contains(value)) {
        continue;
      }
      for (var arg : value.args()) {
        if (!group.contains(arg) && inputs.add(arg)) {
          copies.put(arg, graph.input(name(arg, names), arg.type()));
        }
      }
      var args = value.args().stream().map(copies::get).toList();
      copies.put(value, graph.applyAll(value.op(), args).get(value.result()));
      if (leaves(value, group)) {
        outputs.add(value);
      }
    }
    var function =
        new Function(
            name,
            inputs.stream().map(copies::get).toList(),
            outputs.stream().map(copies::get).toList(),
            outputs.stream().map(v -> name(v, names)).toList());
    return new Stretch(
        placement.machine(outputs.getFirst()), function, List.copyOf(inputs), outputs);
  }

  private boolean leaves(Value value, Set<Value> group) {
    return roots.contains(value) || !group.containsAll(users.getOrDefault(value, Set.of()));
  }

  /// Inputs and outputs keep their names where these differ; what goes from one part to the next is
  /// `cut<n>`.
  private static String name(Value value, Map<Value, String> names) {
    return names.computeIfAbsent(value, v -> fresh("cut" + names.size(), names));
  }

  private static Map<Value, String> names(Function whole, Set<Value> settled) {
    var names = new HashMap<Value, String>();
    for (var input : whole.inputs()) {
      names.put(input, ((Input) input.op()).label());
    }
    for (int i = 0; i < whole.outputs().size(); i++) {
      var name = whole.outputNames().get(i);
      if (!names.containsKey(whole.outputs().get(i))) {
        names.put(whole.outputs().get(i), fresh(name, names));
      }
    }
    int number = 0;
    for (var value : settled) {
      if (!names.containsKey(value)) {
        names.put(value, fresh("settled" + number++, names));
      }
    }
    return names;
  }

  private static String fresh(String name, Map<Value, String> taken) {
    var fresh = name;
    while (taken.containsValue(fresh)) {
      fresh += "_";
    }
    return fresh;
  }
}
