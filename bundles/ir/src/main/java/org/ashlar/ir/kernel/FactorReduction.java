package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
///     part[k_t] op= v                            for k_t < n % lanes, where that is constant, else acc op= v
///     acc op= part[k_c]                          for k_c < lanes
///
/// The loops over `k_i` and `k_t` may run at once. Loops around `k` that only go on with the same sum stay around the second and
/// third line. The only step that changes the order of a float's sum.
final class FactorReduction {
  private final Stmt.For loop;
  private final long lanes;
  private final List<Stmt.Update> updates = new ArrayList<>();
  private final Set<Buffer> sums = new HashSet<>();

  private FactorReduction(Stmt.For loop, long lanes) {
    this.loop = loop;
    this.lanes = lanes;
    Loops.requireSerial(loop);
    collect(loop.body());
    if (updates.isEmpty() || !Collections.disjoint(Reads.of(values(loop.body())), sums)) {
      throw new Illegal("the body of " + loop.index().name() + " reads what it updates");
    }
  }

  static Stmt apply(Stmt root, Step.Factor step) {
    if (step.lanes() < 2) {
      throw new Illegal("at least 2 lanes are needed: " + step.lanes());
    }
    var result = root;
    for (var outermost : sums(root, step.loop(), List.of())) {
      result = Loops.change(result, outermost, (loop, around) -> factor(loop, step, around));
    }
    return result == root
        ? Loops.change(root, step.loop(), (loop, around) -> factor(loop, step, around))
        : result;
  }

  /// The names of the outermost loops that only go on with the sum over loops of a name.
  private static Set<String> sums(Stmt s, String name, List<Stmt.For> nest) {
    var found = new LinkedHashSet<String>();
    if (s instanceof Stmt.For f) {
      var longer = new ArrayList<>(nest);
      longer.add(f);
      if (!f.index().name().equals(name)) {
        return sums(f.body(), name, longer);
      }
      int outermost = longer.size() - 1;
      while (outermost > 0
          && longer.get(outermost - 1).run() == Run.SERIAL
          && !moves(f.body(), longer.get(outermost - 1).index())) {
        outermost--;
      }
      found.add(longer.get(outermost).index().name());
      return found;
    }
    Statements.children(s).forEach(child -> found.addAll(sums(child, name, List.of())));
    return found;
  }

  private static boolean moves(Stmt body, Expr.Index index) {
    return Accesses.of(body).stream()
        .anyMatch(
            a -> a.isWrite() && a.at().stream().anyMatch(e -> Rewrite.free(e).contains(index)));
  }

  private static Stmt factor(Stmt.For outermost, Step.Factor step, Facts around) {
    var nest = Loops.nest(outermost);
    int at = 0;
    var facts = around;
    while (at < nest.size() && !nest.get(at).index().name().equals(step.loop())) {
      facts = facts.with(nest.get(at).index(), nest.get(at).extent());
      at++;
    }
    if (at == nest.size()) {
      return outermost; // a sibling loop of the same name, around something else
    }
    return new FactorReduction(nest.get(at), step.lanes()).factor(nest.subList(0, at), facts);
  }

  private Stmt factor(List<Stmt.For> outer, Facts around) {
    var name = loop.index().name();
    var n = Expr.of(lanes);
    var whole = Simplify.of(loop.extent().floorDiv(n), around);
    var left = Simplify.of(loop.extent().floorMod(n), around);
    if (whole.equals(Expr.of(0))) {
      throw new Illegal(lanes + " lanes exceed the extent of " + name);
    }
    var inner = Step.inner(name);
    var lane = new Expr.Index(name + "_c");
    var fill = new ArrayList<Stmt>();
    var combine = new ArrayList<Stmt>();
    for (var u : updates) {
      var part = part(u.to());
      fill.add(new Stmt.Store(part, List.of(inner), identity(u.combine(), u.to().dtype())));
      combine.add(new Stmt.Update(u.to(), u.at(), u.combine(), part.read(lane)));
    }
    var place = Map.of(loop.index(), Step.outer(name).times(n).plus(inner));
    var within = around.with(Step.outer(name), whole).with(inner, n);
    var sum = new ArrayList<Stmt>();
    sum.add(
        Loops.serial(
            Step.outer(name),
            whole,
            Loops.serial(inner, n, Places.substitute(intoParts(inner), place, within))));
    if (!left.equals(Expr.of(0))) {
      var tail = Step.tail(name);
      var rest = Map.of(loop.index(), Simplify.of(whole.times(n)).plus(tail));
      sum.add(
          Loops.serial(
              tail,
              left,
              Places.substitute(
                  left instanceof Expr.Const ? intoParts(tail) : loop.body(),
                  rest,
                  around.with(tail, left))));
    }
    var result =
        Stmt.seq(
            Loops.serial(inner, n, Stmt.seq(fill)),
            Loops.around(outer, Stmt.seq(sum)),
            Loops.serial(lane, n, Stmt.seq(combine)));
    for (var u : updates.reversed()) {
      result = new Stmt.Alloc(part(u.to()), result);
    }
    return result;
  }

  /// The lanes of a sum.
  private Buffer part(Buffer sum) {
    return Buffer.registers(sum.name() + "_" + loop.index().name(), sum.dtype(), lanes);
  }

  private Stmt intoParts(Expr.Index lane) {
    return Statements.map(
        loop.body(),
        s ->
            s instanceof Stmt.Update(var to, _, var op, var value)
                ? new Stmt.Update(part(to), List.of(lane), op, value)
                : s);
  }

  /// The updates that make up the body, perhaps under conditions: each of a buffer of its own, at
  /// one place.
  private void collect(Stmt s) {
    var name = loop.index().name();
    switch (s) {
      case Stmt.Seq q -> q.body().forEach(this::collect);
      case Stmt.If i -> {
        collect(i.then());
        collect(i.otherwise());
      }
      case Stmt.Update u -> {
        if (!sums.add(u.to())) {
          throw new Illegal(u.to().name() + " is updated twice");
        }
        if (!isAssociative(u.combine())) {
          throw new Illegal("the operation " + u.combine() + " is not associative");
        }
        if (u.at().stream().anyMatch(e -> Rewrite.free(e).contains(loop.index()))) {
          throw new Illegal("the place in " + u.to().name() + " depends on " + name);
        }
        updates.add(u);
      }
      case Stmt.For _, Stmt.Store _, Stmt.Alloc _, Stmt.Copy _, Stmt.Multiply _ ->
          throw new Illegal(
              "the body of " + name + " is no reduction: only updates can be factored");
    }
  }

  /// The same statements, storing: a store does not read its place.
  private static Stmt values(Stmt body) {
    return Statements.map(
        body,
        s ->
            s instanceof Stmt.Update(var to, var at, _, var value)
                ? new Stmt.Store(to, at, value)
                : s);
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
