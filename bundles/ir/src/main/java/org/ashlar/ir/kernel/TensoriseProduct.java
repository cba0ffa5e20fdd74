package org.ashlar.ir.kernel;

import java.util.List;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Source;
import org.ashlar.ir.kernel.Loops.Illegal;

/// Three loops of a product, in any order, become one `Multiply`. Like it, the sum has no order.
final class TensoriseProduct {
  private TensoriseProduct() {}

  static Stmt apply(Stmt root, Step.Tensorise step) {
    var names = Set.of(step.i(), step.j(), step.k());
    for (var name : names) {
      var done = new boolean[1];
      var result =
          !Loops.names(root).contains(name)
              ? root
              : Loops.change(
                  root,
                  name,
                  (loop, around) -> {
                    var nest = Loops.nest(loop);
                    if (nest.size() != 3
                        || !nest.stream().allMatch(f -> names.contains(f.index().name()))) {
                      return loop;
                    }
                    done[0] = true;
                    return tensorise(nest, step, around);
                  });
      if (done[0]) {
        return result;
      }
    }
    throw new Illegal("they do not stand directly in each other around one statement");
  }

  private static Stmt tensorise(List<Stmt.For> nest, Step.Tensorise step, Facts around) {
    var i = axis(nest, step.i());
    var j = axis(nest, step.j());
    var k = axis(nest, step.k());
    if (!(nest.getLast().body()
            instanceof Stmt.Update(var acc, var at, var op, Expr.Binary(var times, var x, var y)))
        || op != Op2.ADD
        || times != Op2.MUL) {
      throw new Illegal("the body must be acc add= a * b");
    }
    var left = operand(x, acc.dtype());
    var right = operand(y, acc.dtype());
    if (uses(left.at(), j.index()) || uses(right.at(), i.index())) {
      var swap = left;
      left = right;
      right = swap;
    }
    require(!uses(left.at(), j.index()), left.of(), j);
    require(!uses(right.at(), i.index()), right.of(), i);
    require(!uses(at, k.index()), acc, k);
    Dependences.of(new Stmt.For(i.index(), i.extent(), Run.SERIAL, inner(nest, i)), around)
        .ifPresent(TensoriseProduct::sums);
    Dependences.of(new Stmt.For(j.index(), j.extent(), Run.SERIAL, inner(nest, j)), around)
        .ifPresent(TensoriseProduct::sums);
    var r = Axis.of(step.k() + "_r", 1);
    return new Stmt.Multiply(
        new Tile(acc, List.of(i, j), at),
        new Tile((Buffer) left.of(), List.of(r, i, k), left.at()),
        new Tile((Buffer) right.of(), List.of(r, k, j), right.at()));
  }

  private static void sums(Dependences.Conflict conflict) {
    throw new Illegal("two products are added to one place (" + conflict + ")");
  }

  private static Stmt inner(List<Stmt.For> nest, Axis first) {
    return Loops.around(
        nest.stream().filter(f -> !f.index().equals(first.index())).toList(),
        nest.getLast().body());
  }

  private static Axis axis(List<Stmt.For> nest, String name) {
    return nest.stream()
        .filter(f -> f.index().name().equals(name))
        .findFirst()
        .map(f -> new Axis(f.index(), f.extent()))
        .orElseThrow();
  }

  /// A read, or one widened to the accumulator: products are exact.
  private static Expr.Read operand(Expr e, DType acc) {
    var read =
        e instanceof Expr.Cast(var to, var mode, var x) && mode == Expr.Mode.CONVERT && to == acc
            ? x
            : e;
    if (read instanceof Expr.Read r
        && r.of() instanceof Buffer
        && (read == e || r.dtype().bits() < acc.bits())) {
      return r;
    }
    throw new Illegal("the factors must be elements of buffers, at most widened to " + acc);
  }

  private static boolean uses(List<Expr> at, Expr.Index index) {
    return at.stream().anyMatch(e -> Rewrite.free(e).contains(index));
  }

  private static void require(boolean holds, Source buffer, Axis axis) {
    if (!holds) {
      throw new Illegal("the place in " + buffer.name() + " depends on " + axis.index().name());
    }
  }
}
