package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;

/// The buffers that actions name.
final class Named {
  private Named() {}

  /// Those of all actions, also inside bodies.
  static Set<Buffer> in(List<Action> actions) {
    var named = new HashSet<Buffer>();
    for (var action : flat(actions)) {
      switch (action) {
        case Action.Launch launch -> named.addAll(launch.arguments());
        case Action.Copy(var to, var from) -> named.addAll(List.of(to, from));
        case Action.Branch branch -> named.add(branch.when());
        case Action.Repeat _ -> {}
      }
    }
    return named;
  }

  /// The action on another buffer.
  static Action renamed(Action action, Buffer from, Buffer to) {
    UnaryOperator<Buffer> rename = b -> b.equals(from) ? to : b;
    return switch (action) {
      case Action.Launch(var kernel, var arguments) ->
          new Action.Launch(kernel, arguments.stream().map(rename).toList());
      case Action.Copy(var target, var source) ->
          new Action.Copy(rename.apply(target), rename.apply(source));
      case Action.Repeat(var times, var body) ->
          new Action.Repeat(times, body.stream().map(a -> renamed(a, from, to)).toList());
      case Action.Branch(var when, var then, var otherwise) ->
          new Action.Branch(
              rename.apply(when),
              then.stream().map(a -> renamed(a, from, to)).toList(),
              otherwise.stream().map(a -> renamed(a, from, to)).toList());
    };
  }

  /// Actions with those inside them, in order.
  private static List<Action> flat(List<Action> actions) {
    var flat = new ArrayList<Action>();
    for (var action : actions) {
      flat.add(action);
      switch (action) {
        case Action.Repeat repeat -> flat.addAll(flat(repeat.body()));
        case Action.Branch branch -> {
          flat.addAll(flat(branch.then()));
          flat.addAll(flat(branch.otherwise()));
        }
        case Action.Launch _, Action.Copy _ -> {}
      }
    }
    return flat;
  }
}
