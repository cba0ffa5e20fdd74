package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Target;

/// Puts nests over the same rows into one kernel: what follows a reduction, several reductions of
/// one row, results that read the same elements. Never makes two kernels wait for each other.
final class Grouping {
  private final Joining joining;
  private final Consumer<String> notes;
  private final double mostNodes;
  private final Map<Value, Integer> groupOf = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();
  private final List<Integer> nodes = new ArrayList<>();
  private final List<Set<Integer>> needs = new ArrayList<>();
  private final Map<Value, SequencedSet<Integer>> readBy = new HashMap<>();

  private Grouping(Target target, Consumer<String> notes) {
    this.joining = new Joining(target);
    this.notes = notes;
    this.mostNodes = Storing.mostNodes(target);
  }

  /// The groups, in an order in which their kernels may run.
  static List<Group> of(List<Nest> nests, Target target, Consumer<String> notes) {
    var grouping = new Grouping(target, notes);
    nests.forEach(grouping::place);
    return grouping.ordered();
  }

  private void place(Nest nest) {
    for (int g : candidates(nest)) {
      var fit = joining.fit(groups.get(g), nest);
      if (fit.isPresent() && nodes.get(g) + nest.nodes() <= mostNodes && !waits(nest, g)) {
        notes.accept(
            "fused "
                + name(nest)
                + " into the kernel of "
                + name(groups.get(g).members().getFirst()));
        put(nest, g, groups.get(g).with(nest, fit.get()));
        return;
      }
    }
    groups.add(Group.of(nest));
    nodes.add(0);
    needs.add(new HashSet<>());
    put(nest, groups.size() - 1, groups.getLast());
  }

  private static String name(Nest nest) {
    return Opened.label(nest.value().op()) + ": " + nest.item().type();
  }

  private void put(Nest nest, int g, Group group) {
    groups.set(g, group);
    nodes.set(g, nodes.get(g) + nest.nodes());
    groupOf.put(nest.value(), g);
    nest.reads()
        .keySet()
        .forEach(read -> readBy.computeIfAbsent(read, v -> new LinkedHashSet<>()).add(g));
    for (var need : needed(nest)) {
      var other = groupOf.get(need);
      if (other != null && other != g) {
        needs.get(g).add(other);
      }
    }
  }

  /// The groups that a nest reads, latest first; then those that read what it reads.
  private SequencedSet<Integer> candidates(Nest nest) {
    var near = new ArrayList<Integer>();
    var beside = new ArrayList<Integer>();
    for (var read : nest.reads().keySet()) {
      var g = groupOf.get(read);
      if (g != null) {
        near.add(g);
      }
      beside.addAll(readBy.getOrDefault(read, new LinkedHashSet<>()));
    }
    near.sort((a, b) -> b - a);
    var all = new LinkedHashSet<>(near);
    beside.sort((a, b) -> b - a);
    all.addAll(beside);
    return all;
  }

  /// What must be there before a nest: what it reads, and what it waits for.
  private static SequencedSet<Value> needed(Nest nest) {
    var needed = new LinkedHashSet<>(nest.reads().keySet());
    needed.addAll(nest.after());
    return needed;
  }

  /// Whether something else that the nest needs has the group before it.
  private boolean waits(Nest nest, int group) {
    var open = new ArrayDeque<Integer>();
    var seen = new HashSet<Integer>();
    for (var need : needed(nest)) {
      var g = groupOf.get(need);
      if (g != null && g != group && seen.add(g)) {
        open.push(g);
      }
    }
    while (!open.isEmpty()) {
      for (int g : needs.get(open.pop())) {
        if (g == group) {
          return true;
        }
        if (seen.add(g)) {
          open.push(g);
        }
      }
    }
    return false;
  }

  /// Whatever is needed first; among the ready ones in the order of the program.
  private List<Group> ordered() {
    var missing = new ArrayList<Set<Integer>>();
    var ready = new PriorityQueue<Integer>();
    var waiting = new HashMap<Integer, List<Integer>>();
    for (int g = 0; g < groups.size(); g++) {
      missing.add(new HashSet<>(needs.get(g)));
      for (int need : needs.get(g)) {
        waiting.computeIfAbsent(need, n -> new ArrayList<>()).add(g);
      }
      if (needs.get(g).isEmpty()) {
        ready.add(g);
      }
    }
    var ordered = new ArrayList<Group>();
    while (!ready.isEmpty()) {
      int g = ready.remove();
      ordered.add(groups.get(g));
      for (int next : waiting.getOrDefault(g, List.of())) {
        if (missing.get(next).remove(g) && missing.get(next).isEmpty()) {
          ready.add(next);
        }
      }
    }
    return ordered;
  }
}
