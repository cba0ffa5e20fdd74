package org.ashlar.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// Gives groups of nests their buffers and names, and lines the kernels up.
final class Planning {
  private static final long ALIGNMENT = 64;

  private final Function function;
  private final Opened opened;
  private final List<Group> groups;
  private final Map<Value, Buffer> global = new HashMap<>();
  private final Names buffers = new Names();
  private final Names kernels = new Names();
  private final List<Buffer> inputs = new ArrayList<>();
  private final List<Buffer> outputs = new ArrayList<>();
  private final List<Plan.Slot> workspace = new ArrayList<>();
  private final List<Plan.Action> actions = new ArrayList<>();
  private final List<Plan.Action> copies = new ArrayList<>();
  private long end;

  /// @param groups in an order in which their kernels may run
  Planning(Function function, Opened opened, List<Group> groups) {
    this.function = function;
    this.opened = opened;
    this.groups = groups;
  }

  Plan plan() {
    for (int i = 0; i < opened.inputs().size(); i++) {
      var value = opened.inputs().get(i);
      inputs.add(Buffer.global(buffers.fresh(function.inputNames().get(i)), value.tensor()));
      global.put(value, inputs.getLast());
    }
    for (int i = 0; i < opened.outputs().size(); i++) {
      var value = opened.outputs().get(i);
      var buffer = Buffer.global(buffers.fresh(function.outputNames().get(i)), value.tensor());
      outputs.add(buffer);
      var known = global.putIfAbsent(value, buffer);
      if (known != null) {
        copies.add(new Plan.Action.Copy(buffer, known));
      }
    }
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
    actions.addAll(copies);
    var sizes = new LinkedHashSet<Expr.Size>();
    inputs.forEach(b -> sizes.addAll(sizes(b)));
    outputs.forEach(b -> sizes.addAll(sizes(b)));
    return new Plan(function.name(), List.copyOf(sizes), inputs, outputs, workspace, actions);
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
              || read.getOrDefault(nest.value(), Set.of()).stream()
                  .anyMatch(other -> other != group);
      if (wanted) {
        kept.add(nest.value());
      }
    }
    String name = kernels.fresh(Titles.of(group, opened.items()));
    for (var value : kept) {
      if (!global.containsKey(value)) {
        String title = kept.size() == 1 ? name : name + "_" + Opened.label(value.op());
        var buffer = Buffer.global(buffers.fresh(title), value.tensor());
        global.put(value, buffer);
        workspace.add(new Plan.Slot(buffer, end));
        end += Math.ceilDiv(bytes(buffer), ALIGNMENT) * ALIGNMENT;
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
    var body = new Emit(group, global, kept, names).body();
    var parameters = parameters(body);
    actions.add(
        new Plan.Action.Launch(
            new Kernel(name, sizes(parameters, body), parameters, body), parameters));
  }

  /// The buffers that a kernel takes: what it reads, then what it writes, in the order of first
  /// use.
  private static List<Buffer> parameters(Stmt body) {
    var writes = Writes.of(body);
    var all = new ArrayList<Buffer>();
    Reads.of(body).stream()
        .filter(b -> b.space() == Space.GLOBAL && !writes.contains(b))
        .forEach(all::add);
    writes.stream().filter(b -> b.space() == Space.GLOBAL).forEach(all::add);
    return all;
  }

  private static List<Expr.Size> sizes(List<Buffer> parameters, Stmt body) {
    var sizes = new LinkedHashSet<Expr.Size>();
    parameters.forEach(b -> sizes.addAll(sizes(b)));
    Statements.visit(body, s -> Statements.expressions(s, e -> add(e, sizes)));
    return List.copyOf(sizes);
  }

  private static Set<Expr.Size> sizes(Buffer buffer) {
    var sizes = new LinkedHashSet<Expr.Size>();
    buffer.sizes().forEach(e -> add(e, sizes));
    return sizes;
  }

  private static void add(Expr e, Set<Expr.Size> sizes) {
    Rewrite.visit(
        e,
        n -> {
          if (n instanceof Expr.Size size) {
            sizes.add(size);
          }
        });
  }

  /// The bytes of a buffer, at the largest sizes that it can have.
  private static long bytes(Buffer buffer) {
    long bytes = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      bytes = Math.multiplyExact(bytes, Extents.largest(size));
    }
    return bytes;
  }
}
