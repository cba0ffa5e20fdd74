package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Loops.Illegal;

/// Perfectly nested loops in a new order.
///
/// Legal where any two iterations that touch one place keep their order: they agree in every loop
/// whose iterations are independent, whatever the other loops do, and the loops that are not keep
/// their order among themselves.
final class ReorderLoops {
  private ReorderLoops() {}

  static Stmt apply(Stmt root, Step.Reorder step) {
    var names = step.loops();
    if (new HashSet<>(names).size() != names.size() || names.isEmpty()) {
      throw new Illegal("the loops must be named once each");
    }
    var done = new int[1];
    var result = root;
    for (var name : names) {
      if (Loops.names(result).contains(name)) {
        result =
            Loops.change(
                result,
                name,
                (loop, around) -> {
                  var nest = Loops.nest(loop);
                  if (!starts(nest, names)) {
                    return loop;
                  }
                  done[0]++;
                  return reorder(nest.subList(0, names.size()), names, around);
                });
      }
      if (done[0] > 0) {
        return result;
      }
    }
    throw new Illegal("they do not stand directly in each other");
  }

  private static boolean starts(List<Stmt.For> nest, List<String> names) {
    return nest.size() >= names.size()
        && nest.subList(0, names.size()).stream().allMatch(f -> names.contains(f.index().name()));
  }

  private static Stmt reorder(List<Stmt.For> nest, List<String> names, Facts around) {
    var byName = new HashMap<String, Stmt.For>();
    nest.forEach(f -> byName.put(f.index().name(), f));
    var order = names.stream().map(byName::get).toList();
    requireExtents(nest, order);
    var checked = new Independent(nest, around, new HashMap<>());
    for (var first : nest) {
      for (var second : nest.subList(nest.indexOf(first) + 1, nest.size())) {
        boolean turned = order.indexOf(second) < order.indexOf(first);
        if (turned && checked.conflict(first).isPresent() && checked.conflict(second).isPresent()) {
          throw new Illegal(
              "iterations of "
                  + first.index().name()
                  + " and "
                  + second.index().name()
                  + " touch one place ("
                  + checked.conflict(first).get()
                  + "), so their order must stay");
        }
      }
    }
    return Loops.around(order, nest.getLast().body());
  }

  /// Which loops of a nest are independent, whatever the others do; looked at when it matters.
  private record Independent(
      List<Stmt.For> nest, Facts around, Map<Stmt.For, Optional<Dependences.Conflict>> known) {
    Optional<Dependences.Conflict> conflict(Stmt.For loop) {
      return known.computeIfAbsent(
          loop,
          _ -> {
            var others = new ArrayList<>(nest);
            others.remove(loop);
            var inside = Loops.around(others, nest.getLast().body());
            return Dependences.of(
                new Stmt.For(loop.index(), loop.extent(), loop.run(), inside), around);
          });
    }
  }

  private static void requireExtents(List<Stmt.For> nest, List<Stmt.For> order) {
    for (var loop : order) {
      for (var other : nest) {
        if (Rewrite.free(loop.extent()).contains(other.index())
            && order.indexOf(other) > order.indexOf(loop)) {
          throw new Illegal(
              "the extent of " + loop.index().name() + " depends on " + other.index().name());
        }
      }
    }
  }
}
