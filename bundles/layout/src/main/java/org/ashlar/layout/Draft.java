package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Plan.Slot;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// A plan that is being rearranged.
///
/// Launches at the top whose kernels name their arguments are open: their loops may change. What
/// copies, repetitions and choices name stays as it is.
final class Draft {
  private final Plan plan;
  private final List<Action> actions;
  private final Set<Buffer> workspace = new LinkedHashSet<>();
  private final Set<Buffer> inputs;
  private final Set<Buffer> fixed = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private int loops;

  Draft(Plan plan) {
    this.plan = plan;
    this.actions = new ArrayList<>(plan.actions());
    plan.workspace().forEach(slot -> workspace.add(slot.buffer()));
    this.inputs = new HashSet<>(plan.inputs());
    fixed.addAll(inputs);
    fixed.addAll(plan.outputs());
    for (var action : actions) {
      if (!isOpen(action)) {
        name(action, fixed);
      }
    }
    var named = new HashSet<>(fixed);
    named.addAll(workspace);
    named.forEach(b -> names.add(b.name()));
  }

  private static boolean isOpen(Action action) {
    return action instanceof Action.Launch(var kernel, var arguments)
        && kernel.parameters().equals(arguments)
        && kernel.sizes().isEmpty();
  }

  private static void name(Action action, Set<Buffer> into) {
    switch (action) {
      case Action.Launch launch -> into.addAll(launch.arguments());
      case Action.Copy copy -> into.addAll(List.of(copy.to(), copy.from()));
      case Action.Repeat repeat -> repeat.body().forEach(a -> name(a, into));
      case Action.Branch branch -> {
        into.add(branch.when());
        branch.then().forEach(a -> name(a, into));
        branch.otherwise().forEach(a -> name(a, into));
      }
    }
  }

  /// The buffers that an action names.
  static Set<Buffer> named(Action action) {
    var named = new LinkedHashSet<Buffer>();
    name(action, named);
    return named;
  }

  List<Action> actions() {
    return actions;
  }

  /// The positions of open launches, in order.
  List<Integer> open() {
    var open = new ArrayList<Integer>();
    for (int i = 0; i < actions.size(); i++) {
      if (isOpen(actions.get(i))) {
        open.add(i);
      }
    }
    return open;
  }

  Kernel kernel(int at) {
    return ((Action.Launch) actions.get(at)).kernel();
  }

  /// Whether a buffer may lie elsewhere: only open launches name it.
  boolean isFree(Buffer buffer) {
    return workspace.contains(buffer) && !fixed.contains(buffer);
  }

  boolean isInput(Buffer buffer) {
    return inputs.contains(buffer);
  }

  /// Gives a kernel another body; its parameters are what it touches, in the old order, new ones
  /// before the last.
  void set(int at, Stmt body) {
    actions.set(at, launch(kernel(at).name(), kernel(at).parameters(), body));
  }

  static Action.Launch launch(String name, List<Buffer> like, Stmt body) {
    var read = new LinkedHashSet<>(Reads.of(body));
    var written = new LinkedHashSet<>(Writes.of(body));
    var allocated = allocated(body);
    read.removeAll(allocated);
    written.removeAll(allocated);
    var parameters = new LinkedHashSet<Buffer>();
    read.removeAll(written);
    for (var touched : List.of(read, written)) {
      for (var old : like) {
        touched.stream().filter(b -> b.name().equals(old.name())).forEach(parameters::add);
      }
      parameters.addAll(touched);
    }
    var list = List.copyOf(parameters);
    return new Action.Launch(new Kernel(name, List.of(), list, body), list);
  }

  private static Set<Buffer> allocated(Stmt body) {
    var allocated = new HashSet<Buffer>();
    Statements.visit(
        body,
        s -> {
          if (s instanceof Stmt.Alloc a) {
            allocated.add(a.buffer());
          }
        });
    return allocated;
  }

  /// A name that no buffer has.
  String fresh(String like) {
    var name = like;
    for (int i = 1; !names.add(name); i++) {
      name = like + "_" + i;
    }
    return name;
  }

  /// A loop that no kernel has.
  Index index() {
    return new Index("l" + loops++);
  }

  void add(Buffer buffer) {
    workspace.add(buffer);
  }

  /// Puts buffers in the place of others.
  void replace(Map<Buffer, Buffer> by) {
    var all = new ArrayList<Buffer>();
    workspace.forEach(b -> all.add(by.getOrDefault(b, b)));
    workspace.clear();
    workspace.addAll(all);
  }

  boolean isChanged() {
    return !actions.equals(plan.actions());
  }

  /// Takes out launches that do nothing.
  void removeEmpty() {
    actions.removeIf(
        a -> a instanceof Action.Launch launch && launch.kernel().body().equals(Stmt.Seq.NOTHING));
  }

  /// The plan as it is now; buffers that nobody names any more have gone.
  Plan plan() {
    var named = new HashSet<Buffer>();
    actions.forEach(a -> name(a, named));
    var slots = new ArrayList<Slot>();
    long offset = 0;
    for (var buffer : workspace) {
      if (named.contains(buffer)) {
        slots.add(new Slot(buffer, offset));
        offset = Math.addExact(offset, Math.ceilDiv(buffer.bytes(), 64) * 64);
      }
    }
    return new Plan(
        plan.name(), plan.sizes(), plan.inputs(), plan.outputs(), slots, List.copyOf(actions));
  }
}
