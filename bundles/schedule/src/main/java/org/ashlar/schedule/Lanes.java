package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;

/// A nest without loops inside: neighbours in memory are computed in vectors. Loops over one run of
/// memory are fused first; a reduction is factored into lanes.
final class Lanes {
  /// The extent of a chunk where the whole is known at launch only.
  private static final long CHUNK = 4096;

  /// The vectors that a long reduction is summed in.
  static final long SUMS = 4;

  private Lanes() {}

  static void take(Nest nest, List<Stmt.For> around, Trial trial, Target target) {
    take(nest, around, SUMS, trial, target);
  }

  /// @param sums the vectors that a long reduction is summed in
  static void take(Nest nest, List<Stmt.For> around, long sums, Trial trial, Target target) {
    var loops = new ArrayList<>(around);
    loops.addAll(nest.loops());
    var facts = Strides.facts(loops);
    var innermost = nest.loops().getLast();
    boolean contiguous = Strides.isContiguous(nest.body(), innermost.index(), facts);
    boolean reduces = reduces(nest.body(), innermost.index());
    int outer = nest.loops().size() - 1;
    var name = innermost.index().name();
    while (contiguous
        && outer > 0
        && isOneRun(nest, outer - 1, facts)
        && reduces == reduces(nest.body(), nest.loops().get(outer - 1).index())
        && trial.take(new Step.Fuse(nest.name(outer - 1), name))) {
      name = Step.fused(nest.name(outer - 1), name).name();
      outer--;
    }
    var rest = nest.loops().subList(0, outer).stream().map(f -> f.index().name()).toList();
    if (reduces) {
      factor(name, contiguous, sums, trial, target);
    } else if (contiguous
        && rest.isEmpty()
        && around.isEmpty()
        && Cores.pay(nest.loops().getFirst(), target)) {
      chunks(name, trial, target);
    } else if (contiguous) {
      trial.mark(name, Run.VECTOR);
    } else if (target.facts().getOrDefault("gathers", 0.0) > 0) {
      gather(nest, outer, facts, trial, target);
    }
    if (around.isEmpty()) {
      Cores.mark(rest, nest.loops().getFirst(), trial, target);
    }
  }

  /// Neighbours that are written in vectors and read from wherever they are, as in a copy to
  /// another order.
  private static void gather(Nest nest, int last, Facts facts, Trial trial, Target target) {
    var loop = nest.loops().get(last);
    if (!Strides.isWrittenBeside(nest.body(), loop.index(), facts)
        || !Strides.conditions(nest.body()).isEmpty()) {
      return;
    }
    var name = loop.index().name();
    if (last > 0
        && Trial.extent(loop) < target.vectorBytes() / 4
        && Strides.isWrittenOn(nest.body(), nest.loops().get(last - 1), loop, facts)
        && trial.take(new Step.Fuse(nest.name(last - 1), name))) {
      name = Step.fused(nest.name(last - 1), name).name();
    }
    trial.mark(name, Run.VECTOR);
  }

  /// Splits the innermost loop where it is divided: `x[j // 32, j % 32]` is a run of 32 elements.
  ///
  /// @return the nest as it is now
  static Nest divided(Nest nest, Trial trial) {
    var loop = nest.loops().getLast();
    var divisors = new TreeSet<Long>();
    for (var place : Strides.places(nest.body())) {
      for (var at : place.at()) {
        Rewrite.visit(
            at,
            e -> {
              if (e instanceof Expr.Binary(var op, var x, Expr.Const(_, long by))
                  && (op == Op2.FLOORDIV || op == Op2.FLOORMOD)
                  && x.equals(loop.index())) {
                divisors.add(by);
              }
            });
      }
    }
    if (divisors.isEmpty()) {
      return nest;
    }
    long by = divisors.first();
    boolean split =
        by >= 4
            && Trial.extent(loop) % by == 0
            && Trial.extent(loop) > by
            && trial.take(new Step.Split(loop.index().name(), by));
    return split
        ? Nest.of(
            Statements.loop(
                    trial.kernel().body(),
                    nest.loops().size() == 1
                        ? Step.outer(loop.index().name()).name()
                        : nest.outer())
                .orElseThrow())
        : nest;
  }

  /// Whether every place that a loop moves, it moves by what the loops inside it go through
  /// together; and no condition tells their iterations apart, for it would need quotients.
  private static boolean isOneRun(Nest nest, int outer, Facts facts) {
    long n = 1;
    for (var f : nest.loops().subList(outer + 1, nest.loops().size())) {
      n *= Trial.extent(f);
    }
    long length = n;
    var innermost = nest.loops().getLast().index();
    var both = Set.of(nest.loops().get(outer).index(), innermost);
    return n > 0
        && Strides.conditions(nest.body()).stream()
            .allMatch(c -> Collections.disjoint(Rewrite.free(c), both))
        && Strides.places(nest.body()).stream()
            .allMatch(p -> {
              var far = p.along(nest.loops().get(outer).index(), facts);
              var near = p.along(innermost, facts);
              return far.isPresent()
                  && near.isPresent()
                  && far.getAsLong() == length * near.getAsLong();
            });
  }

  /// Whether something is added to a place that does not move.
  private static boolean reduces(Stmt body, Expr.Index index) {
    var found = new boolean[1];
    Statements.visit(
        body,
        s -> {
          if (s instanceof Stmt.Update u) {
            found[0] |= u.at().stream().noneMatch(e -> Rewrite.free(e).contains(index));
          }
        });
    return found[0];
  }

  private static void chunks(String name, Trial trial, Target target) {
    long n = trial.extent(name);
    long lanes = Math.max(1, target.vectorBytes());
    long chunk = n == 0 ? CHUNK : n / (2L * target.cores()) / lanes * lanes;
    boolean split =
        trial.attempt(() ->
            trial.take(new Step.Split(name, chunk))
                && trial.mark(Step.outer(name).name(), Run.CORES));
    if (split) {
      trial.mark(Step.inner(name).name(), Run.VECTOR);
      if (trial.has(Step.tail(name).name())) {
        trial.mark(Step.tail(name).name(), Run.VECTOR);
      }
    } else {
      trial.mark(name, Run.VECTOR);
    }
  }

  /// A reduction over neighbours, in as many lanes as a vector has and the loop fills; in several
  /// vectors where the loop is long, so that one sum does not wait for the one before.
  private static void factor(
      String name, boolean contiguous, long sums, Trial trial, Target target) {
    long n = trial.extent(name);
    long vector = target.vectorBytes() / 4;
    boolean masks = target.facts().getOrDefault("masks", 0.0) > 0;
    if (!contiguous) {
      return;
    }
    if (masks && n > 0 && n < vector) {
      factor(name, n, trial);
    } else {
      long most = n >= 2 * sums * vector ? sums * vector : n == 0 ? vector : Math.min(vector, n);
      factor(name, Long.highestOneBit(most), trial);
    }
  }

  /// A reduction in lanes, what is left over as well.
  private static boolean factor(String name, long lanes, Trial trial) {
    return lanes >= 4
        && trial.attempt(() ->
            trial.take(new Step.Factor(name, lanes))
                && trial.mark(Step.inner(name).name(), Run.VECTOR)
                && (trial.extent(Step.tail(name).name()) == 0
                    || trial.mark(Step.tail(name).name(), Run.VECTOR)));
  }
}
