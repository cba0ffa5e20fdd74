package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;

/// Cuts a very long expression (a fused chain of hundreds of operators) into pieces that each
/// become a method of their own, with what later pieces need kept in scratch memory: HotSpot leaves
/// methods above 8,000 bytes to the interpreter, and none may exceed 64 KiB.
///
/// A vector loop is cut into several, one a piece; elsewhere the pieces follow each other within an
/// iteration.
final class Fission {
  /// Roughly the bytes of code in one piece.
  private static final int PIECE = 3000;

  private final Set<Stmt.For> pieces = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Local> seen = new HashSet<>();
  private int names;

  /// The loops that become methods, by identity.
  Set<Stmt.For> pieces() {
    return pieces;
  }

  /// The statement with its long expressions cut; itself when there are none.
  Stmt cut(Stmt s, Facts facts) {
    return switch (s) {
      case Stmt.For f -> {
        var inside = facts.with(f.index(), f.extent());
        if (f.run() == Run.VECTOR && f.extent() instanceof Expr.Const && isLong(f.body())) {
          var cut = write(f.body(), inside, f);
          if (cut != f.body()) {
            yield cut;
          }
        }
        var body = cut(f.body(), inside);
        yield body == f.body() ? f : new Stmt.For(f.index(), f.extent(), f.run(), body);
      }
      case Stmt.If(var when, var then, var otherwise) -> {
        var yes = cut(then, facts.with(when));
        var no = cut(otherwise, facts.without(when));
        yield yes == then && no == otherwise ? s : new Stmt.If(when, yes, no);
      }
      case Stmt.Alloc(var b, var body) -> {
        var inside = cut(body, facts);
        yield inside == body ? s : new Stmt.Alloc(b, inside);
      }
      case Stmt.Seq(var body) -> {
        var all = new ArrayList<Stmt>();
        boolean same = true;
        for (var one : body) {
          all.add(cut(one, facts));
          same &= all.getLast() == one;
        }
        yield same ? s : new Stmt.Seq(all);
      }
      case Stmt.Store _, Stmt.Update _ ->
          isLong(s)
              ? write(s, facts, new Stmt.For(new Index("piece"), Expr.of(1), Run.SERIAL, s))
              : s;
      case Stmt.Copy _, Stmt.Multiply _ -> s;
    };
  }

  private static boolean isLong(Stmt s) {
    return switch (s) {
      case Stmt.Store t -> bytes(t.value()) > 2 * PIECE;
      case Stmt.Update u -> bytes(u.value()) > 2 * PIECE;
      case Stmt.For _, Stmt.If _, Stmt.Alloc _, Stmt.Copy _, Stmt.Multiply _, Stmt.Seq _ -> false;
    };
  }

  // ── pieces ──

  private record Bound(Local name, Expr value) {}

  /// The statement in pieces, each inside a loop like `loop`; itself where a value may not be
  /// computed early.
  private Stmt write(Stmt s, Facts facts, Stmt.For loop) {
    var bound = new ArrayList<Bound>();
    var value = s instanceof Stmt.Store t ? t.value() : ((Stmt.Update) s).value();
    var last = flatten(value, bound);
    if (bound.isEmpty() || bound.stream().anyMatch(b -> !isHarmless(b.value(), facts))) {
      return s;
    }
    var groups = groups(bound);
    var kept = new HashMap<Local, Buffer>();
    boolean lanes = loop.run() == Run.VECTOR;
    List<Expr> place = lanes ? List.of(loop.index()) : List.of();
    var steps = new ArrayList<Stmt>();
    for (int g = 0; g < groups.size(); g++) {
      var group = groups.get(g);
      boolean isLast = g == groups.size() - 1;
      var later = new LinkedHashSet<Local>();
      if (isLast) {
        var end = nest(group, last, kept, place);
        steps.add(
            piece(
                loop,
                s instanceof Stmt.Store(var to, var at, _)
                    ? new Stmt.Store(to, at, end)
                    : new Stmt.Update(
                        ((Stmt.Update) s).to(),
                        ((Stmt.Update) s).at(),
                        ((Stmt.Update) s).combine(),
                        end)));
        break;
      }
      var mine = new HashSet<Local>();
      group.forEach(b -> mine.add(b.name()));
      for (var after : groups.subList(g + 1, groups.size())) {
        after.forEach(b -> uses(b.value(), mine, later));
      }
      uses(last, mine, later);
      var sizes = lanes ? List.of(loop.extent()) : List.<Expr>of();
      var stores = new ArrayList<Stmt>();
      for (var name : later) {
        // each is computed anew from the piece's start: pieces mostly hand on one or two values
        var buffer = new Buffer("kept" + names++, name.dtype(), sizes, Space.SCRATCH);
        stores.add(piece(loop, new Stmt.Store(buffer, place, nest(group, name, kept, place))));
        kept.put(name, buffer);
      }
      steps.addAll(stores);
    }
    Stmt all = new Stmt.Seq(steps);
    for (var buffer : kept.values()) {
      all = new Stmt.Alloc(buffer, all);
    }
    return all;
  }

  private Stmt piece(Stmt.For like, Stmt body) {
    var f = new Stmt.For(like.index(), like.extent(), like.run(), body);
    pieces.add(f);
    return f;
  }

  private static void uses(Expr e, Set<Local> wanted, Set<Local> found) {
    Rewrite.visit(
        e,
        x -> {
          if (x instanceof Local l && wanted.contains(l)) {
            found.add(l);
          }
        });
  }

  private static List<List<Bound>> groups(List<Bound> bound) {
    var groups = new ArrayList<List<Bound>>();
    var group = new ArrayList<Bound>();
    long size = 0;
    for (var b : bound) {
      group.add(b);
      size += bytes(b.value());
      if (size > PIECE) {
        groups.add(group);
        group = new ArrayList<>();
        size = 0;
      }
    }
    groups.add(group);
    return groups;
  }

  /// The lets of a piece around an expression, with what earlier pieces kept read from there.
  private static Expr nest(
      List<Bound> group, Expr inner, Map<Local, Buffer> kept, List<Expr> place) {
    var needed = new HashSet<Local>();
    var mine = new HashSet<Local>();
    group.forEach(b -> mine.add(b.name()));
    uses(inner, mine, needed);
    var e = inner;
    for (var b : group.reversed()) {
      if (needed.contains(b.name())) {
        uses(b.value(), mine, needed);
        e = new Expr.Let(b.name(), b.value(), e);
      }
    }
    var reads = new HashMap<Local, Expr>();
    kept.forEach((name, buffer) -> reads.put(name, buffer.read(place)));
    return Rewrite.substitute(e, reads);
  }

  // ── the names of an expression ──

  /// Appends what the expression computes on the way, and returns what is left.
  private Expr flatten(Expr root, List<Bound> bound) {
    var e = root;
    while (e instanceof Expr.Let(var name, var value, var body)) {
      var own = seen.add(name) ? name : fresh(name.dtype());
      bound.add(new Bound(own, shortened(value, bound)));
      e = own.equals(name) ? body : Rewrite.substitute(body, Map.of(name, own));
    }
    return shortened(e, bound);
  }

  /// The expression with its large operands named.
  private Expr shortened(Expr root, List<Bound> bound) {
    if (bytes(root) <= PIECE) {
      return root;
    }
    var size = new IdentityHashMap<Expr, Long>();
    return switch (root) {
      case Expr.Unary(var op, var x) -> new Expr.Unary(op, named(x, bound, size));
      case Expr.Cast(var dtype, var mode, var x) ->
          new Expr.Cast(dtype, mode, named(x, bound, size));
      case Expr.Binary(var op, var x, var y) ->
          new Expr.Binary(op, named(x, bound, size), named(y, bound, size));
      case Expr.Let _ -> flatten(root, bound);
      // the sides of a select may be meant not to be computed
      case Expr.Select(var when, var then, var otherwise) ->
          new Expr.Select(named(when, bound, size), then, otherwise);
      case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _, Expr.Read _ -> root;
    };
  }

  private Expr named(Expr e, List<Bound> bound, Map<Expr, Long> size) {
    if (size.computeIfAbsent(e, Fission::bytes) <= PIECE / 4) {
      return e;
    }
    var name = fresh(e.dtype());
    bound.add(new Bound(name, shortened(e, bound)));
    return name;
  }

  /// A name that no text can hold, so that it hides nothing.
  private Local fresh(DType dtype) {
    return new Local("part " + names++, dtype);
  }

  private static boolean isHarmless(Expr e, Facts facts) {
    var harmless = new boolean[] {true};
    Rewrite.visit(
        e,
        x -> {
          if (harmless[0] && x instanceof Expr.Read(Buffer b, var at)) {
            for (int d = 0; d < at.size(); d++) {
              harmless[0] &=
                  facts.proves(Expr.of(0).le(at.get(d)))
                      && facts.proves(at.get(d).lt(b.sizes().get(d)));
            }
          }
        });
    return harmless[0];
  }

  /// Roughly the bytes of code that an expression becomes.
  private static long bytes(Expr root) {
    var sum = new long[1];
    Rewrite.visit(
        root,
        e ->
            sum[0] +=
                switch (e) {
                  case Expr.Const _ -> 9;
                  case Expr.Index _, Expr.Size _, Expr.Local _ -> 3;
                  case Expr.Read _ -> 30;
                  case Expr.Let _ -> 3;
                  case Expr.Select _ -> 20;
                  case Expr.Cast _ -> 12;
                  case Expr.Binary _ -> 9;
                  case Expr.Unary(var op, var x) ->
                      switch (op) {
                        case EXP, EXPM1, LOG, LOG1P, TANH, ERF -> x.dtype() == DType.F64 ? 9 : 500;
                        default -> 9;
                      };
                });
    return sum[0];
  }
}
