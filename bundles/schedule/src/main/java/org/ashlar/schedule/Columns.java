package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;

/// Rows that are neighbours in memory, each with sums and loops of its own: statistics of channels
/// that lie innermost, gradients of their scales. A vector takes as many rows as it has lanes,
/// through all that is done in a row.
///
///     for i_o cores
///       for i_i vector
///         alloc sum
///         for k: sum += x[k, i]
///         for j: y[j, i] = … sum …
final class Columns {
  private Columns() {}

  static boolean take(Nest nest, List<Stmt.For> around, Trial trial, Target target) {
    if (!around.isEmpty() || target.vectorBytes() == 0) {
      return false;
    }
    var column = column(nest);
    return column.isPresent() && trial.attempt(() -> take(nest, column.get(), trial, target));
  }

  private static boolean take(Nest nest, Stmt.For column, Trial trial, Target target) {
    var order = new ArrayList<>(nest.loops().stream().map(f -> f.index().name()).toList());
    var name = column.index().name();
    if (!order.getLast().equals(name)) {
      order.remove(name);
      order.add(name);
      if (!trial.take(new Step.Reorder(order))) {
        return false;
      }
    }
    order.removeLast();
    long lanes = target.vectorBytes() / 4;
    var inside = name;
    if (Trial.extent(column) > lanes && Trial.extent(column) % lanes == 0) {
      if (!trial.take(new Step.Split(name, lanes))) {
        return false;
      }
      order.add(Step.outer(name).name());
      inside = Step.inner(name).name();
    }
    if (!trial.mark(inside, Run.VECTOR)) {
      return false;
    }
    Cores.mark(order, nest.loops().getFirst(), trial, target);
    return true;
  }

  /// The innermost loop along which everything that a row touches lies next to each other, or
  /// stays.
  private static Optional<Stmt.For> column(Nest nest) {
    var loops = new ArrayList<>(nest.loops());
    Statements.visit(
        nest.body(),
        s -> {
          if (s instanceof Stmt.For f) {
            loops.add(f);
          }
        });
    var facts = Strides.facts(loops);
    return nest.loops().reversed().stream()
        .filter(f -> Trial.extent(f) >= 4 && Strides.isContiguous(nest.body(), f.index(), facts))
        .findFirst();
  }
}
