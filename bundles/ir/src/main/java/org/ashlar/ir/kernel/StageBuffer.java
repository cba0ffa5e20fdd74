package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Access.Frame;
import org.ashlar.ir.kernel.Loops.Illegal;

/// Copies the box of a buffer that one iteration of a loop reads to nearer memory, once an
/// iteration, and reads it there.
final class StageBuffer {
  private final Stmt.For loop;
  private final Step.Stage step;
  private final Facts around;

  private StageBuffer(Stmt.For loop, Step.Stage step, Facts around) {
    this.loop = loop;
    this.step = step;
    this.around = around;
  }

  static Stmt apply(Stmt root, Step.Stage step) {
    if (step.depth() != 1) {
      throw new Illegal("depth " + step.depth() + ": only one copy in flight can be made");
    }
    return Loops.change(
        root, step.loop(), (loop, around) -> new StageBuffer(loop, step, around).stage());
  }

  private Stmt stage() {
    var reads =
        Accesses.of(loop.body()).stream().filter(a -> a.of().name().equals(step.buffer())).toList();
    if (reads.isEmpty()) {
      throw new Illegal("no iteration of " + loop.index().name() + " reads it");
    }
    var buffer = reads.getFirst().of();
    if (reads.stream().anyMatch(Access::isWrite)
        || Dependences.allocated(loop.body()).contains(buffer)) {
      throw new Illegal("it is written inside " + loop.index().name());
    }
    var layout = layout(buffer);
    var least = new ArrayList<Expr>();
    var extents = new ArrayList<Expr>();
    for (int d = 0; d < buffer.rank(); d++) {
      box(reads, d, least, extents);
    }
    var near =
        new Buffer(
            buffer.name() + "_" + loop.index().name(),
            buffer.dtype(),
            layout.stream().map(extents::get).toList(),
            step.space());
    var inside =
        Rebuffer.apply(
            loop.body(),
            buffer,
            near,
            at -> layout.stream().map(d -> Simplify.of(at.get(d).minus(least.get(d)))).toList());
    var body = new Stmt.Alloc(near, Stmt.seq(copy(near, buffer, layout, least, extents), inside));
    return new Stmt.For(loop.index(), loop.extent(), loop.run(), body);
  }

  private List<Integer> layout(Buffer buffer) {
    var order = IntStream.range(0, buffer.rank()).boxed().toList();
    if (step.layout().isEmpty()) {
      return order;
    }
    if (step.layout().size() != buffer.rank()
        || !new HashSet<>(step.layout()).equals(new HashSet<>(order))) {
      throw new Illegal(
          "the layout "
              + step.layout()
              + " is no permutation of its "
              + buffer.rank()
              + " dimensions");
    }
    return step.layout();
  }

  /// The least place and the extent of what all reads together touch in one dimension.
  private void box(List<Access> reads, int d, List<Expr> least, List<Expr> extents) {
    Expr base = start(reads.getFirst(), d);
    Range range = null;
    for (var read : reads) {
      var apart = Simplify.of(start(read, d).minus(base));
      var reach =
          read.facts(around, Map.of(), new HashSet<>())
              .range(Simplify.of(read.at().get(d).minus(start(read, d))))
              .plus(constant(apart, d));
      range = range == null ? reach : range.or(reach);
    }
    if (range == null || !range.within(-(1L << 40), 1L << 40)) {
      throw new Illegal(
          "what one iteration of "
              + loop.index().name()
              + " reads in dimension "
              + d
              + " has no constant extent");
    }
    long extent = range.max() - range.min() + 1;
    if (reads.getFirst().of().sizes().get(d) instanceof Expr.Const size && extent > size.bits()) {
      // places that depend on data may lie anywhere: the whole dimension
      least.add(Expr.of(0));
      extents.add(size);
      return;
    }
    least.add(Simplify.of(base.plus(Expr.of(range.min()))));
    extents.add(Expr.of(extent));
  }

  private Range constant(Expr apart, int d) {
    if (apart instanceof Expr.Const c) {
      return Range.of(c.bits());
    }
    throw new Illegal("its reads lie too far apart in dimension " + d);
  }

  /// The place of a read where all loops inside stand at 0.
  private Expr start(Access read, int d) {
    var zero = new HashMap<Expr, Expr>();
    for (var frame : read.path()) {
      if (frame instanceof Frame.Around(var index, _)) {
        zero.put(index, Expr.of(0));
      }
    }
    return Simplify.of(Rewrite.substitute(read.at().get(d), zero));
  }

  private Stmt copy(
      Buffer near, Buffer far, List<Integer> layout, List<Expr> least, List<Expr> extents) {
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < far.rank(); d++) {
      axes.add(Axis.of(near.name() + "_" + d, extents.get(d)));
    }
    var from =
        IntStream.range(0, far.rank())
            .mapToObj(d -> Simplify.of(least.get(d).plus(axes.get(d).index())))
            .toList();
    var to = layout.stream().map(d -> (Expr) axes.get(d).index()).toList();
    return new Stmt.Copy(
        new Tile(near, axes, to), new Tile(far, axes, from), new Expr.Const(far.dtype(), 0));
  }
}
