package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Plan.Slot;
import org.ashlar.ir.kernel.Writes;

/// Lines up a plan's actions so that memory is given back sooner: the order stays, but an action
/// that frees more than it takes runs as soon as it can (an update of a weight, before the
/// gradients of the layers below).
final class Sooner {
  /// Beyond this many actions the order stays: the search is quadratic.
  private static final int MOST = 4000;

  private final Plan plan;
  private final List<Set<Integer>> before = new ArrayList<>();
  private final List<List<Integer>> after = new ArrayList<>();
  private final List<Set<Buffer>> named = new ArrayList<>();
  private final Map<Buffer, Integer> users = new HashMap<>();
  private final Set<Buffer> alive = new HashSet<>();
  private final TreeSet<Integer> ready = new TreeSet<>();
  private final List<Action> order = new ArrayList<>();

  private Sooner(Plan plan) {
    this.plan = plan;
  }

  /// The plan in an order of the same meaning whose workspace is no larger.
  static MemoryPlan of(Plan plan) {
    var known = new Overwrites.Known();
    var given = MemoryPlan.of(plan, known);
    if (plan.actions().size() > MOST || plan.actions().size() < 3) {
      return given;
    }
    var other = new Sooner(plan).plan();
    if (other.actions().equals(plan.actions())) {
      return given;
    }
    var sooner = MemoryPlan.of(other, known);
    return sooner.peak() < given.peak() ? sooner : given;
  }

  private Plan plan() {
    look();
    while (!ready.isEmpty()) {
      run(ready.first());
      for (int next = freeing(); next >= 0; next = freeing()) {
        run(next);
      }
    }
    return new Plan(
        plan.name(), plan.sizes(), plan.inputs(), plan.outputs(), plan.workspace(), order);
  }

  /// Who waits for whom: a reader for the last writer, a writer for all before it.
  private void look() {
    var workspace = new HashSet<Buffer>();
    plan.workspace().stream().map(Slot::buffer).forEach(workspace::add);
    var writers = new HashMap<Buffer, Integer>();
    var readers = new HashMap<Buffer, List<Integer>>();
    for (int i = 0; i < plan.actions().size(); i++) {
      var action = plan.actions().get(i);
      var all = new LinkedHashSet<>(MemoryPlan.named(action));
      var written = written(action, all);
      var waits = new TreeSet<Integer>();
      for (var buffer : all) {
        var writer = writers.get(buffer);
        if (writer != null) {
          waits.add(writer);
        }
        if (written.contains(buffer)) {
          waits.addAll(readers.getOrDefault(buffer, List.of()));
          writers.put(buffer, i);
          readers.remove(buffer);
        } else {
          readers.computeIfAbsent(buffer, b -> new ArrayList<>()).add(i);
        }
      }
      before.add(waits);
      after.add(new ArrayList<>());
      for (int earlier : waits) {
        after.get(earlier).add(i);
      }
      all.retainAll(workspace);
      all.forEach(b -> users.merge(b, 1, Integer::sum));
      named.add(all);
      if (waits.isEmpty()) {
        ready.add(i);
      }
    }
  }

  /// What an action may write. Of those with bodies everything.
  private static Set<Buffer> written(Action action, Set<Buffer> all) {
    return switch (action) {
      case Action.Launch(var kernel, var arguments) -> {
        var written = new HashSet<Buffer>();
        var parameters = Writes.of(kernel.body());
        for (int i = 0; i < arguments.size(); i++) {
          if (parameters.contains(kernel.parameters().get(i))) {
            written.add(arguments.get(i));
          }
        }
        yield written;
      }
      case Action.Copy copy -> Set.of(copy.to());
      case Action.Repeat _, Action.Branch _ -> all;
    };
  }

  private void run(int action) {
    ready.remove(action);
    order.add(plan.actions().get(action));
    for (var buffer : named.get(action)) {
      if (users.merge(buffer, -1, Integer::sum) == 0) {
        alive.remove(buffer);
      } else {
        alive.add(buffer);
      }
    }
    for (int next : after.get(action)) {
      before.get(next).remove(action);
      if (before.get(next).isEmpty()) {
        ready.add(next);
      }
    }
  }

  /// The first ready action that leaves less memory in use; -1 where there is none.
  private int freeing() {
    for (int action : ready) {
      long taken = 0;
      for (var buffer : named.get(action)) {
        boolean last = users.getOrDefault(buffer, 0) == 1;
        if (last && alive.contains(buffer)) {
          taken -= buffer.bytes();
        } else if (!last && !alive.contains(buffer)) {
          taken += buffer.bytes();
        }
      }
      if (taken < 0) {
        return action;
      }
    }
    return -1;
  }
}
