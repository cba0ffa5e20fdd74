package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;

/// Lines up what a function does: kernels for its straight stretches, between them what repeats and
/// branches, whose bodies are functions again.
final class Flow {
  private final Target target;
  private final Consumer<String> notes;
  private final boolean fuse;
  private final Stock stock = new Stock();

  /// @param fuse whether values may be computed where they are read, and kernels shared; else each
  ///   value is stored
  Flow(Target target, Consumer<String> notes, boolean fuse) {
    this.target = target;
    this.notes = notes;
    this.fuse = fuse;
  }

  Plan plan(Function function) {
    var inputs = buffers(function.inputs(), function.inputNames());
    var outputs = buffers(function.outputs(), function.outputNames());
    var actions = actions(function, inputs, outputs);
    var sizes = Extents.sizes(Stream.concat(inputs.stream(), outputs.stream()).toList());
    var used = Named.in(actions);
    var slots = stock.slots().stream().filter(slot -> used.contains(slot.buffer())).toList();
    return new Plan(function.name(), sizes, inputs, outputs, slots, actions);
  }

  private List<Buffer> buffers(List<Value> values, List<String> names) {
    var buffers = new ArrayList<Buffer>();
    for (int i = 0; i < values.size(); i++) {
      buffers.add(stock.buffer(names.get(i), Opened.tensor(values.get(i))));
    }
    return buffers;
  }

  Stock stock() {
    return stock;
  }

  /// What a function does where its arguments lie in `inputs`; its results are put into `outputs`.
  List<Action> actions(Function function, List<Buffer> inputs, List<Buffer> outputs) {
    var opened = Opened.of(function, fuse && target.vectorBytes() > 0);
    var global = new HashMap<Value, Buffer>();
    for (int i = 0; i < inputs.size(); i++) {
      global.put(opened.inputs().get(i), inputs.get(i));
    }
    var copies = new ArrayList<Action>();
    for (int i = 0; i < outputs.size(); i++) {
      var known = global.putIfAbsent(opened.outputs().get(i), outputs.get(i));
      if (known != null) {
        copies.add(new Action.Copy(outputs.get(i), known));
      }
    }
    var actions = new ArrayList<Action>();
    if (opened.calls().isEmpty()) {
      actions.addAll(launches(opened, global));
    } else {
      var levels = new Levels(opened);
      for (int level = 0; level < levels.count(); level++) {
        actions.addAll(launches(levels.stretch(level), global));
        levels.calls(level).forEach(call -> actions.addAll(actions(call, global)));
      }
    }
    actions.addAll(copies);
    return actions;
  }

  private List<Action> launches(Opened opened, Map<Value, Buffer> global) {
    var stored = fuse ? Storing.of(opened, target, notes) : opened.items().keySet();
    var nests =
        opened.items().values().stream()
            .filter(item -> stored.contains(item.value()))
            .map(item -> Nest.of(item, opened.items(), stored::contains))
            .toList();
    var groups = fuse ? Grouping.of(nests, target, notes) : nests.stream().map(Group::of).toList();
    return new Planning(opened, global, stock).launches(groups);
  }

  private List<Action> actions(Call call, Map<Value, Buffer> global) {
    var args = call.args().stream().map(a -> Known.of(global, a)).toList();
    var results =
        call.results().stream()
            .map(r -> global.computeIfAbsent(r, v -> stock.slot(call.name(), v.tensor())))
            .toList();
    return switch (call.meaning()) {
      case Meaning.Chosen(var then, var otherwise) -> {
        var inputs = args.subList(1, args.size());
        yield List.of(
            new Action.Branch(
                args.getFirst(),
                actions(then, inputs, results),
                actions(otherwise, inputs, results)));
      }
      case Meaning.Repeated m -> new Steps(this, call.name(), m).actions(args, results);
      case Meaning.Pointwise _,
          Meaning.Indexed _,
          Meaning.Scanned _,
          Meaning.Scattered _,
          Meaning.Composed _,
          Meaning.Opaque _ ->
          throw new IllegalStateException(call.name() + ": is no control flow");
    };
  }

  /// A launch of a kernel that puts a number everywhere.
  Action fill(String name, Buffer to, Expr value) {
    var axes = Places.axes(to);
    var store = new Stmt.Store(to, Places.at(axes), value);
    return Planning.launch(stock.kernel(name), Phase.loops(Places.wide(axes), store));
  }
}
