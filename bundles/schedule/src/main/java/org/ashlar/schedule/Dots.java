package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;

/// A reduction along memory: each result is summed in the lanes of a vector. Two to four results in
/// a row and column share what they read.
final class Dots {
  private final Nest nest;
  private final Reduction reduction;
  private final Trial trial;
  private final Facts facts;

  private Dots(Nest nest, Reduction reduction, Trial trial) {
    this.nest = nest;
    this.reduction = reduction;
    this.trial = trial;
    var loops = new ArrayList<>(nest.loops());
    loops.addAll(reduction.sum().loops());
    this.facts = Strides.facts(loops);
  }

  static boolean take(Nest nest, List<Stmt.For> around, Trial trial, Target target) {
    return around.isEmpty()
        && target.vectorBytes() > 0
        && nest.reduction().map(r -> new Dots(nest, r, trial).take(target)).orElse(false);
  }

  private boolean take(Target target) {
    var innermost = reduction.sum().loops().getLast();
    if (!Strides.isContiguous(reduction.sum().body(), innermost.index(), facts)) {
      return false;
    }
    var loops = new ArrayList<>(nest.loops().stream().map(f -> f.index().name()).toList());
    boolean shares = trial.attempt(() -> sum(1, target) && share(loops, target));
    if (!shares && !sum(Lanes.SUMS, target)) {
      return false;
    }
    Cores.mark(loops, nest.loops().getFirst(), trial, target);
    return true;
  }

  private boolean sum(long vectors, Target target) {
    var before = trial.steps().size();
    Lanes.take(reduction.sum(), nest.loops(), vectors, trial, target);
    return trial.steps().size() > before;
  }

  /// Rows and columns of results whose lanes are summed side by side.
  private boolean share(List<String> loops, Target target) {
    var sums = sums();
    var sum = sums.getLast();
    var block = new ArrayList<String>();
    var outer = new ArrayList<String>();
    long room =
        Block.limit(Work.iterations(nest, reduction.sum()), target)
            / Work.nodes(reduction.sum().body());
    for (var loop : nest.loops()) {
      var name = loop.index().name();
      long most =
          block.size() == 2 || !isShared(loop) ? 1 : Math.min(room, block.isEmpty() ? 4 : 2);
      long count = divisor(Trial.extent(loop), most);
      if (count == 1) {
        outer.add(name);
      } else if (count == Trial.extent(loop)) {
        block.add(name);
        room /= count;
      } else {
        room /= count;
        if (!trial.take(new Step.Split(name, count))) {
          return false;
        }
        outer.add(Step.outer(name).name());
        block.add(Step.inner(name).name());
      }
    }
    if (block.isEmpty()) {
      return false;
    }
    var order = new ArrayList<>(outer);
    order.addAll(block);
    if (!trial.take(new Step.Reorder(order))) {
      return false;
    }
    var acc = reduction.acc().name();
    for (var buffer : List.of(acc, acc + "_" + sum)) {
      for (var loop : block.reversed()) {
        if (!trial.take(new Step.Hoist(buffer, loop))) {
          return false;
        }
      }
    }
    var around = new ArrayList<>(sums.subList(0, sums.size() - 1));
    around.add(Step.outer(sum).name());
    around.addAll(block);
    around.add(Step.inner(sum).name());
    if (!trial.take(new Step.Reorder(around))
        || !block.stream().allMatch(loop -> trial.mark(loop, Run.UNROLLED))) {
      return false;
    }
    loops.clear();
    loops.addAll(outer);
    return true;
  }

  /// The loops of the sum as they are called now, the one in lanes last; loops over one run of
  /// memory were fused.
  private List<String> sums() {
    var names =
        new ArrayList<>(reduction.sum().loops().stream().map(f -> f.index().name()).toList());
    while (names.size() > 1 && !trial.has(Step.outer(names.getLast()).name())) {
      var inner = names.removeLast();
      names.add(Step.fused(names.removeLast(), inner).name());
    }
    return names;
  }

  /// Whether results along the loop read some element again.
  private boolean isShared(Stmt.For loop) {
    return Strides.places(reduction.sum().body()).stream()
        .anyMatch(p -> p.along(loop.index(), facts).equals(OptionalLong.of(0)));
  }

  private static long divisor(long n, long most) {
    for (long d = most; d > 1; d--) {
      if (n % d == 0 && n > 0) {
        return d;
      }
    }
    return 1;
  }
}
