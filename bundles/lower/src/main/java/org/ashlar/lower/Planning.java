package org.ashlar.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// Gives groups of nests their buffers and names, and lines the kernels up.
final class Planning {
  private final Opened opened;
  private final Map<Value, Buffer> global;
  private final Stock stock;
  private final Set<Value> outputs;
  private final List<Plan.Action> actions = new ArrayList<>();

  /// @param opened a straight stretch
  /// @param global where inputs lie, and outputs that have a place; takes what is stored
  Planning(Opened opened, Map<Value, Buffer> global, Stock stock) {
    this.opened = opened;
    this.global = global;
    this.stock = stock;
    this.outputs = new HashSet<>(opened.outputs());
  }

  /// @param groups in an order in which their kernels may run
  List<Plan.Action> launches(List<Group> groups) {
    var read = new HashMap<Value, Set<Group>>();
    for (var group : groups) {
      group
          .members()
          .forEach(n ->
              n.reads()
                  .keySet()
                  .forEach(v -> read.computeIfAbsent(v, k -> identitySet()).add(group)));
    }
    groups.forEach(group -> launch(group, read));
    return actions;
  }

  /// Groups hold whole terms: comparing their contents would cost more than the plan.
  private static Set<Group> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private void launch(Group group, Map<Value, Set<Group>> read) {
    var kept = new LinkedHashSet<Value>();
    for (var nest : group.members()) {
      boolean wanted =
          global.containsKey(nest.value())
              || outputs.contains(nest.value())
              || read.getOrDefault(nest.value(), Set.of()).stream()
                  .anyMatch(other -> other != group);
      if (wanted) {
        kept.add(nest.value());
      }
    }
    String name = stock.kernel(Titles.of(group, opened.items()));
    for (var value : kept) {
      if (!global.containsKey(value)) {
        String title = kept.size() == 1 ? name : name + "_" + Opened.label(value.op());
        global.put(value, stock.slot(title, value.tensor()));
      }
    }
    var names = new Names();
    group
        .members()
        .forEach(n ->
            n.reads().keySet().stream()
                .filter(global::containsKey)
                .forEach(v -> names.fresh(Known.of(global, v).name())));
    kept.forEach(v -> names.fresh(Known.of(global, v).name()));
    actions.add(launch(name, Digits.of(new Emit(group, global, kept, names).body())));
  }

  /// A launch of a kernel on the buffers that it names.
  static Plan.Action.Launch launch(String name, Stmt body) {
    var parameters = parameters(body);
    return new Plan.Action.Launch(
        new Kernel(name, Extents.sizes(parameters, body), parameters, body), parameters);
  }

  /// The buffers that a kernel takes: what it reads, then what it writes, in the order of first
  /// use.
  static List<Buffer> parameters(Stmt body) {
    var writes = Writes.of(body);
    var all = new ArrayList<Buffer>();
    Reads.of(body).stream()
        .filter(b -> b.space() == Space.GLOBAL && !writes.contains(b))
        .forEach(all::add);
    writes.stream().filter(b -> b.space() == Space.GLOBAL).forEach(all::add);
    return all;
  }
}
