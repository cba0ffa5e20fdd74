package org.ashlar.ir.kernel;

import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Loops.Illegal;

/// `for i < n` becomes `for i_o < n // f for i_i < f`, then `for i_t < n % f`. The order of
/// iterations stays, so this is always legal.
final class SplitLoop {
  private SplitLoop() {}

  static Stmt apply(Stmt root, Step.Split step) {
    if (step.factor() < 1) {
      throw new Illegal("the factor must be at least 1: " + step.factor());
    }
    return Loops.change(root, step.loop(), (loop, around) -> split(loop, step.factor(), around));
  }

  private static Stmt split(Stmt.For loop, long factor, Facts around) {
    Loops.requireSerial(loop);
    var name = loop.index().name();
    var f = Expr.of(factor);
    var whole = Simplify.of(loop.extent().floorDiv(f), around);
    var left = Simplify.of(loop.extent().floorMod(f), around);
    if (whole.equals(Expr.of(0))) {
      throw new Illegal("the factor " + factor + " exceeds the extent of " + name);
    }
    var outer = Step.outer(name);
    var inner = Step.inner(name);
    var place = outer.times(f).plus(inner);
    var main =
        Loops.serial(
            outer,
            whole,
            Loops.serial(inner, f, at(loop, place, around.with(outer, whole).with(inner, f))));
    if (left.equals(Expr.of(0))) {
      return main;
    }
    var tail = Step.tail(name);
    var rest = at(loop, Simplify.of(whole.times(f)).plus(tail), around.with(tail, left));
    return Stmt.seq(main, Loops.serial(tail, left, own(rest, tail)));
  }

  private static Stmt at(Stmt.For loop, Expr place, Facts facts) {
    return Places.substitute(loop.body(), Map.of(loop.index(), place), facts);
  }

  /// Names of buffers are unique in a kernel: those of the tail end in its loop's name.
  private static Stmt own(Stmt body, Expr.Index tail) {
    var s = body;
    for (var b : Dependences.allocated(body)) {
      s =
          Statements.rename(
              s, b, new Buffer(b.name() + "_" + tail.name(), b.dtype(), b.sizes(), b.space()));
    }
    return s;
  }
}
