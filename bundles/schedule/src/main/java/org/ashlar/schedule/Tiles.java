package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;

/// A reduction whose results lie next to each other: a block of rows × columns × lanes of results stays in registers
/// while the reduction runs around it.
///
///     for … cores
///       alloc acc[rows, columns, lanes] registers
///       for k
///         for rows unrolled for columns unrolled for lanes vector: acc += x · w
///
/// Rows are a loop along which some element is read again, so that it is loaded once.
final class Tiles {
  /// The sums that run side by side so that none waits for the one before.
  private static final long LATENCY = 4;

  private final Nest nest;
  private final Reduction reduction;
  private final Trial trial;
  private final Target target;
  private final Facts facts;
  private final String acc;
  private final List<String> sums;

  private Tiles(Nest nest, Reduction reduction, List<Stmt.For> around, Trial trial, Target target) {
    this.nest = nest;
    this.reduction = reduction;
    this.trial = trial;
    this.target = target;
    this.acc = reduction.acc().name();
    this.sums = reduction.sum().loops().stream().map(f -> f.index().name()).toList();
    var loops = new ArrayList<>(around);
    loops.addAll(nest.loops());
    loops.addAll(reduction.sum().loops());
    this.facts = Strides.facts(loops);
  }

  static boolean take(Nest nest, List<Stmt.For> around, Trial trial, Target target) {
    return around.isEmpty()
        && target.vectorBytes() > 0
        && nest.reduction()
            .map(r -> new Tiles(nest, r, around, trial, target).take())
            .orElse(false);
  }

  private boolean take() {
    var column = column();
    if (column.isEmpty()) {
      return false;
    }
    var row = row(column.get());
    long n = Trial.extent(column.get());
    long full = target.lanes(reduction.acc().dtype());
    boolean masks = target.facts().getOrDefault("masks", 0.0) > 0;
    long lanes = masks && n < full ? n : Math.min(full, Long.highestOneBit(n));
    long vectors = n / lanes;
    long nodes = Work.nodes(reduction.sum().body()) + Work.nodes(reduction.use()) + 2;
    long limit = Block.limit(Work.iterations(nest, reduction.sum()), target);
    var block =
        Block.best(row.map(Trial::extent).orElse(1L), vectors, target.registers(), nodes, limit);
    if (row.isEmpty() && block.columns() < LATENCY) {
      var beside = beside(column.get());
      long rows = beside.map(f -> divisor(Trial.extent(f), LATENCY / block.columns())).orElse(1L);
      if (rows > 1
          && trial.attempt(
              () -> tile(column.get(), beside, new Block(rows, block.columns()), lanes))) {
        return true;
      }
    }
    return trial.attempt(() -> tile(column.get(), row, block, lanes));
  }

  /// A loop whose results may be computed side by side although they share nothing, so that one
  /// does not wait for the one before; no condition tells them apart.
  private Optional<Stmt.For> beside(Stmt.For column) {
    var conditions = Strides.conditions(reduction.sum().body());
    return nest.loops().reversed().stream()
        .filter(f ->
            !f.equals(column)
                && divisor(Trial.extent(f), LATENCY) > 1
                && conditions.stream().noneMatch(c -> Rewrite.free(c).contains(f.index())))
        .findFirst();
  }

  private static long divisor(long n, long most) {
    for (long d = most; d > 1; d--) {
      if (n > 0 && n % d == 0) {
        return d;
      }
    }
    return 1;
  }

  /// The innermost loop along which results and everything read lie next to each other, or stay.
  private Optional<Stmt.For> column() {
    return nest.loops().reversed().stream()
        .filter(f ->
            Trial.extent(f) >= 4
                && Strides.isContiguous(reduction.sum().body(), f.index(), facts)
                && Strides.isContiguous(reduction.use(), f.index(), facts))
        .findFirst();
  }

  /// The loop along which most is read again: vectors before single elements, inner before outer
  /// loops.
  private Optional<Stmt.For> row(Stmt.For column) {
    Optional<Stmt.For> best = Optional.empty();
    long most = 0;
    for (var loop : nest.loops()) {
      long again = loop.equals(column) || Trial.extent(loop) < 2 ? 0 : again(loop, column);
      if (again > 0 && again >= most) {
        most = again;
        best = Optional.of(loop);
      }
    }
    return best;
  }

  private long again(Stmt.For loop, Stmt.For column) {
    return Strides.places(reduction.sum().body()).stream()
        .filter(p -> p.along(loop.index(), facts).equals(OptionalLong.of(0)))
        .mapToLong(p -> p.along(column.index(), facts).equals(OptionalLong.of(1)) ? 2 : 1)
        .sum();
  }

  private boolean tile(Stmt.For columnLoop, Optional<Stmt.For> rowLoop, Block block, long lanes) {
    var order = new ArrayList<>(nest.loops().stream().map(f -> f.index().name()).toList());
    var column = columnLoop.index().name();
    if (!order.getLast().equals(column)) {
      order.remove(column);
      order.add(column);
      if (!trial.take(new Step.Reorder(order))) {
        return false;
      }
    }
    var rows = new ArrayList<String>(); // the loop over the rows of a block, if there are several
    if (rowLoop.isPresent() && block.rows() > 1) {
      if (!rows(rowLoop.get().index().name(), order, block.rows(), rows)) {
        return false;
      }
    }
    long width = block.columns() * lanes;
    var inside = column;
    if (trial.extent(column) > width) {
      if (!trial.take(new Step.Split(column, width))) {
        return false;
      }
      order.set(order.indexOf(column), Step.outer(column).name());
      inside = Step.inner(column).name();
    } else {
      order.remove(column);
    }
    var vectors = new ArrayList<String>(); // the loops over the vectors of a row
    if (block.columns() > 1) {
      if (!trial.take(new Step.Split(inside, lanes))) {
        return false;
      }
      vectors.add(Step.outer(inside).name());
      inside = Step.inner(inside).name();
    }
    vectors.add(inside);
    if (!intoRegisters(acc, rows, vectors)) {
      return false;
    }
    tails(column, rows, vectors, rowLoop.map(f -> f.index().name()).orElse(""));
    rows.forEach(loop -> trial.mark(loop, Run.UNROLLED));
    vectors.subList(0, vectors.size() - 1).forEach(loop -> trial.mark(loop, Run.UNROLLED));
    if (!trial.mark(inside, Run.VECTOR)) {
      return false;
    }
    Cores.mark(order, nest.loops().getFirst(), trial, target);
    return true;
  }

  /// Splits the rows and moves them inside the columns.
  private boolean rows(String row, ArrayList<String> order, long count, List<String> rows) {
    var inner = row;
    int at = order.indexOf(row);
    if (trial.extent(row) > count) {
      if (!trial.take(new Step.Split(row, count))) {
        return false;
      }
      order.set(at, Step.outer(row).name());
      inner = Step.inner(row).name();
      at++;
    } else {
      order.remove(at);
    }
    rows.add(inner);
    var inside = new ArrayList<>(order.subList(at, order.size()));
    inside.add(inner);
    return inside.size() == 1 || trial.take(new Step.Reorder(inside));
  }

  /// From `vectors { rows { alloc acc … } }` to `alloc acc[rows, vectors] { … k { rows { vectors …
  /// } } }`.
  private boolean intoRegisters(String buffer, List<String> rows, List<String> vectors) {
    var block = new ArrayList<>(rows);
    block.addAll(vectors);
    if (block.size() > 1 && !rows.isEmpty() && !trial.take(new Step.Reorder(block))) {
      return false;
    }
    for (var loop : block.reversed()) {
      if (!trial.take(new Step.Hoist(buffer, loop))) {
        return false;
      }
    }
    var around = new ArrayList<>(sums);
    around.addAll(block);
    return trial.take(new Step.Reorder(around));
  }

  /// What the blocks leave over, as good as it goes: rows, columns, and the corner of both.
  private void tails(String column, List<String> rows, List<String> vectors, String row) {
    var lastRows = Step.tail(row).name();
    var lastColumns = Step.tail(column).name();
    if (trial.has(lastRows)) {
      trial.attempt(() -> intoRegisters(acc + "_" + lastRows, List.of(), vectors));
    }
    if (trial.has(lastColumns)) {
      if (Long.bitCount(trial.extent(lastColumns)) == 1) {
        trial.attempt(() -> intoRegisters(acc + "_" + lastColumns, rows, List.of(lastColumns)));
        trial.attempt(() ->
            intoRegisters(
                acc + "_" + lastRows + "_" + lastColumns, List.of(), List.of(lastColumns)));
      } else if (!rows.isEmpty()) {
        trial.take(new Step.Reorder(List.of(rows.getFirst(), lastColumns)));
      }
      trial.mark(lastColumns, Run.VECTOR);
    }
  }
}
