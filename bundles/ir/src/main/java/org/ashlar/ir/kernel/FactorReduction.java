package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Loops.Illegal;

/// `for k < n { acc op= v }` becomes lanes of partial results:
///
///     part[k_i] = identity                       for k_i < lanes
///     part[k_i] op= v                            for k_o < n // lanes for k_i < lanes
///     acc op= v                                  for k_t < n % lanes
///     acc op= part[k_c]                          for k_c < lanes
///
/// The loops over `k_i` may run at once. The only step that changes the order of a float's sum.
final class FactorReduction {
  private FactorReduction() {}

  static Stmt apply(Stmt root, Step.Factor step) {
    if (step.lanes() < 2) {
      throw new Illegal("at least 2 lanes are needed: " + step.lanes());
    }
    return Loops.change(root, step.loop(), (loop, around) -> factor(loop, step.lanes(), around));
  }

  private static Stmt factor(Stmt.For loop, long lanes, Facts around) {
    Loops.requireSerial(loop);
    var name = loop.index().name();
    var n = Expr.of(lanes);
    var whole = Simplify.of(loop.extent().floorDiv(n), around);
    var left = Simplify.of(loop.extent().floorMod(n), around);
    if (whole.equals(Expr.of(0))) {
      throw new Illegal(lanes + " lanes exceed the extent of " + name);
    }
    var updates = updates(loop);
    var parts = parts(updates, loop, lanes);
    var inner = Step.inner(name);
    var place = List.<Expr>of(inner);
    var fill = new ArrayList<Stmt>();
    var main = new ArrayList<Stmt>();
    var combine = new ArrayList<Stmt>();
    var lane = new Expr.Index(name + "_c");
    for (var u : updates) {
      var part = parts.get(u.to());
      fill.add(new Stmt.Store(part, place, identity(u.combine(), u.to().dtype())));
      main.add(new Stmt.Update(part, place, u.combine(), u.value()));
      combine.add(new Stmt.Update(u.to(), u.at(), u.combine(), part.read(lane)));
    }
    var at = Map.of(loop.index(), Step.outer(name).times(n).plus(inner));
    var stages = new ArrayList<Stmt>();
    stages.add(Loops.serial(inner, n, Stmt.seq(fill)));
    var within = around.with(Step.outer(name), whole).with(inner, n);
    stages.add(Loops.serial(
        Step.outer(name), whole, Loops.serial(inner, n, Places.substitute(Stmt.seq(main), at, within))));
    if (!left.equals(Expr.of(0))) {
      var tail = Step.tail(name);
      var rest = Map.of(loop.index(), Simplify.of(whole.times(n)).plus(tail));
      stages.add(Loops.serial(tail, left, Places.substitute(loop.body(), rest, around.with(tail, left))));
    }
    stages.add(Loops.serial(lane, n, Stmt.seq(combine)));
    var result = Stmt.seq(stages);
    for (var u : updates.reversed()) {
      result = new Stmt.Alloc(parts.get(u.to()), result);
    }
    return result;
  }

  private static Map<Buffer, Buffer> parts(List<Stmt.Update> updates, Stmt.For loop, long lanes) {
    var parts = new HashMap<Buffer, Buffer>();
    for (var u : updates) {
      var name = u.to().name() + "_" + loop.index().name();
      parts.put(u.to(), Buffer.registers(name, u.to().dtype(), lanes));
    }
    return parts;
  }

  /// The updates that make up the loop's body: each of a buffer of its own, at one place, by an associative operation.
  private static List<Stmt.Update> updates(Stmt.For loop) {
    var updates = new ArrayList<Stmt.Update>();
    var buffers = new HashSet<Buffer>();
    for (var s : loop.body() instanceof Stmt.Seq(var all) ? all : List.of(loop.body())) {
      if (!(s instanceof Stmt.Update u)) {
        throw new Illegal("the body of " + loop.index().name() + " is no reduction: only updates can be factored");
      }
      if (!buffers.add(u.to())) {
        throw new Illegal(u.to().name() + " is updated twice");
      }
      if (!isAssociative(u.combine())) {
        throw new Illegal("the operation " + u.combine() + " is not associative");
      }
      if (u.at().stream().anyMatch(e -> Rewrite.free(e).contains(loop.index()))) {
        throw new Illegal("the place in " + u.to().name() + " depends on " + loop.index().name());
      }
      updates.add(u);
    }
    if (updates.isEmpty() || updates.stream().anyMatch(u -> reads(u, buffers))) {
      throw new Illegal("the body of " + loop.index().name() + " reads what it updates");
    }
    return updates;
  }

  private static boolean reads(Stmt.Update u, HashSet<Buffer> buffers) {
    var read = new HashSet<Buffer>();
    u.at().forEach(e -> collect(e, read));
    collect(u.value(), read);
    return !Collections.disjoint(read, buffers);
  }

  private static void collect(Expr whole, HashSet<Buffer> read) {
    Rewrite.visit(whole, e -> {
      if (e instanceof Expr.Read r && r.of() instanceof Buffer b) {
        read.add(b);
      }
    });
  }

  private static boolean isAssociative(Op2 op) {
    return switch (op) {
      case ADD, MUL, MIN, MAX, AND, OR, XOR -> true;
      case SUB, DIV, REM, FLOORDIV, FLOORMOD, POW, ATAN2, SHL, SHR, EQ, NE, LT, LE, SET -> false;
    };
  }

  /// What changes nothing.
  static Expr identity(Op2 op, DType dtype) {
    return switch (op) {
      case ADD, OR, XOR -> new Expr.Const(dtype, 0);
      case MUL -> dtype == DType.BOOL ? Expr.of(true) : Expr.of(dtype, 1);
      case AND -> new Expr.Const(dtype, dtype == DType.BOOL ? 1 : Codec.wrap(dtype, -1));
      case MIN -> new Expr.Const(dtype, Codec.largest(dtype));
      case MAX -> new Expr.Const(dtype, Codec.least(dtype));
      case SUB, DIV, REM, FLOORDIV, FLOORMOD, POW, ATAN2, SHL, SHR, EQ, NE, LT, LE, SET ->
          throw new Illegal("the operation " + op + " has no identity");
    };
  }
}
