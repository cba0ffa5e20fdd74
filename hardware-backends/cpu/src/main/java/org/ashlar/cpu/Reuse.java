package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// What a row computes for a sum and again for its result is computed once, and lies in the result between the two:
/// the powers of a softmax.
///
///     for k { s add= exp(x[i, k] - m) }                for k { y[i, k] = exp(x[i, k] - m); s add= y[i, k] }
///     for j { y[i, j] = exp(x[i, j] - m) / s }         for j { y[i, j] = y[i, j] / s }
///
/// Only where the result is a parameter that nothing reads, or what later nests read, of the dtype of what it is to
/// hold. An argument that shares its memory with the result is read by the second loop alone, so such loops stay.
final class Reuse {
  private final Stmt whole;

  private Reuse(Stmt whole) {
    this.whole = whole;
  }

  static Stmt write(Stmt body) {
    var reuse = new Reuse(body);
    return Statements.map(body, s -> s instanceof Stmt.Seq(var all) ? reuse.sequence(all) : s);
  }

  private Stmt sequence(List<Stmt> all) {
    for (int last = 1; last < all.size(); last++) {
      if (all.get(last) instanceof Stmt.For(var j, Expr.Const(_, long n), _, Stmt.Store store)
          && isFree(store, all)) {
        for (var twice : costly(store.value(), j, store.to().dtype())) {
          for (int first = 0; first < last; first++) {
            var sum = new Sum(j, n, twice, store).of(all.get(first));
            if (sum.isPresent() && isKept(twice, all.subList(first, last))) {
              var changed = new ArrayList<>(all);
              changed.set(first, sum.get());
              changed.set(last, again((Stmt.For) all.get(last), store, twice));
              return Stmt.seq(changed);
            }
          }
        }
      }
    }
    return Stmt.seq(all);
  }

  /// Whether the result is written by one statement, and what shares its memory is not read there.
  private boolean isFree(Stmt.Store store, List<Stmt> row) {
    var to = store.to();
    var writers = new ArrayList<Stmt>();
    Statements.visit(
        whole,
        s -> {
          if (s instanceof Stmt.Store(var b, _, _) && b.equals(to)
              || s instanceof Stmt.Update(var c, _, _, _) && c.equals(to)) {
            writers.add(s);
          }
        });
    boolean isResult = to.space() == Space.GLOBAL && !Reads.of(whole).contains(to);
    // what others read when the row is done
    boolean isPassed = to.space() == Space.SCRATCH && !Reads.of(Stmt.seq(row)).contains(to);
    return (isResult || isPassed) && writers.size() == 1;
  }

  /// The functions in a value that depend on the loop and are worth keeping.
  private static List<Expr> costly(Expr value, Expr.Index j, DType dtype) {
    var found = new ArrayList<Expr>();
    Rewrite.visit(
        value,
        e -> {
          if (e instanceof Expr.Unary(var op, _) && e.dtype() == dtype) {
            boolean isCostly =
                switch (op) {
                  case EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, TANH, ERF -> true;
                  case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, SQRT, IS_NAN -> false;
                };
            if (isCostly && Rewrite.free(e).contains(j) && !found.contains(e)) {
              found.add(e);
            }
          }
        });
    return dtype == DType.F32 || dtype == DType.F64 ? found : List.of();
  }

  /// Whether nothing that an expression reads is written in statements.
  private static boolean isKept(Expr e, List<Stmt> between) {
    var read = new HashSet<Buffer>();
    Rewrite.visit(
        e,
        x -> {
          if (x instanceof Expr.Read(Buffer b, _)) {
            read.add(b);
          }
        });
    return between.stream().allMatch(s -> java.util.Collections.disjoint(Writes.of(s), read));
  }

  private static Stmt again(Stmt.For loop, Stmt.Store store, Expr twice) {
    var value = replaced(store.value(), twice, store.to().read(store.at()));
    return new Stmt.For(
        loop.index(), loop.extent(), loop.run(), new Stmt.Store(store.to(), store.at(), value));
  }

  private static Expr replaced(Expr root, Expr what, Expr by) {
    return Rewrite.map(root, e -> e.equals(what) ? by : e);
  }

  /// The loops of a sum over the same row.
  private static final class Sum {
    private final Expr.Index j;
    private final long n;
    private final Expr twice;
    private final Stmt.Store store;
    private final List<long[]> parts = new ArrayList<>();

    Sum(Expr.Index j, long n, Expr twice, Stmt.Store store) {
      this.j = j;
      this.n = n;
      this.twice = twice;
      this.store = store;
    }

    /// The loops with the stores; empty where they do not go through the whole row.
    Optional<Stmt> of(Stmt loops) {
      boolean others =
          sizes(store.value()).stream().anyMatch(b -> b.sizes().equals(store.to().sizes()));
      if (others) {
        return Optional.empty();
      }
      var changed = change(loops, List.of());
      parts.sort((a, b) -> Long.compare(a[0], b[0]));
      long at = 0;
      for (var part : parts) {
        if (part[0] != at) {
          return Optional.empty();
        }
        at = part[1];
      }
      return at == n ? Optional.of(changed) : Optional.empty();
    }

    /// The buffers in memory that the result reads beside what is computed twice.
    private Set<Buffer> sizes(Expr value) {
      var found = new HashSet<Buffer>();
      Rewrite.visit(
          replaced(value, twice, Expr.of(store.to().dtype(), 0)),
          e -> {
            if (e instanceof Expr.Read(Buffer b, _) && b.space() == Space.GLOBAL) {
              found.add(b);
            }
          });
      return found;
    }

    private Stmt change(Stmt s, List<Stmt.For> around) {
      return switch (s) {
        case Stmt.For f -> {
          var more = new ArrayList<>(around);
          more.add(f);
          yield new Stmt.For(f.index(), f.extent(), f.run(), change(f.body(), more));
        }
        case Stmt.Alloc(var b, var body) -> new Stmt.Alloc(b, change(body, around));
        case Stmt.Seq(var all) -> Stmt.seq(all.stream().map(one -> change(one, around)).toList());
        case Stmt.Update u -> update(u, around);
        case Stmt.If _, Stmt.Store _, Stmt.Copy _, Stmt.Multiply _ -> s;
      };
    }

    private Stmt update(Stmt.Update u, List<Stmt.For> around) {
      for (var e : same(u.value())) {
        var match = new Match(j);
        if (match.fits(twice, e) && match.bound.isPresent()) {
          var part = part(match.bound.get(), around);
          if (part.isPresent()) {
            parts.add(part.get());
            var by = Map.of(j, match.bound.get());
            var at = store.at().stream().map(x -> Rewrite.substitute(x, by)).toList();
            return Stmt.seq(
                new Stmt.Store(store.to(), at, e),
                new Stmt.Update(
                    u.to(), u.at(), u.combine(), replaced(u.value(), e, store.to().read(at))));
          }
        }
      }
      return u;
    }

    private List<Expr> same(Expr value) {
      var found = new ArrayList<Expr>();
      Rewrite.visit(
          value,
          e -> {
            if (e instanceof Expr.Unary(var op, _) && op == ((Expr.Unary) twice).op()) {
              found.add(e);
            }
          });
      return found;
    }

    /// From where to where a place runs in loops, each number once.
    private static Optional<long[]> part(Expr place, List<Stmt.For> around) {
      var sum = Affine.of(place);
      var loops = new ArrayList<>(around);
      loops.sort((a, b) -> Long.compare(sum.factor(a.index()), sum.factor(b.index())));
      long length = 1;
      for (var f : loops) {
        if (sum.factor(f.index()) != length || !(f.extent() instanceof Expr.Const(_, long n))) {
          return Optional.empty();
        }
        length *= n;
      }
      return sum.factors().size() == loops.size()
          ? Optional.of(new long[] {sum.constant(), sum.constant() + length})
          : Optional.empty();
    }
  }

  /// Whether an expression is another one with something in the place of an index.
  private static final class Match {
    private final Expr.Index index;
    private final Map<Expr, Expr> names = new HashMap<>();
    Optional<Expr> bound = Optional.empty();

    Match(Expr.Index index) {
      this.index = index;
    }

    boolean fits(Expr pattern, Expr e) {
      if (pattern.equals(index)) {
        if (bound.isEmpty()) {
          bound = Optional.of(e);
        }
        return bound.get().equals(e);
      }
      return switch (pattern) {
        case Expr.Const _, Expr.Index _, Expr.Size _ -> pattern.equals(e);
        case Expr.Local l -> names.getOrDefault(l, l).equals(e);
        case Expr.Read(var of, var at) ->
            e instanceof Expr.Read(var other, var places) && of.equals(other) && all(at, places);
        case Expr.Let(var name, var value, var body) -> {
          if (e instanceof Expr.Let(var other, var same, var inside) && fits(value, same)) {
            names.put(name, other);
            yield fits(body, inside);
          }
          yield false;
        }
        case Expr.Cast(var to, var mode, var x) ->
            e instanceof Expr.Cast(var other, var how, var y)
                && to == other
                && mode == how
                && fits(x, y);
        case Expr.Unary(var op, var x) ->
            e instanceof Expr.Unary(var other, var y) && op == other && fits(x, y);
        case Expr.Binary(var op, var x, var y) ->
            e instanceof Expr.Binary(var other, var a, var b)
                && op == other
                && fits(x, a)
                && fits(y, b);
        case Expr.Select(var when, var then, var otherwise) ->
            e instanceof Expr.Select(var c, var a, var b)
                && fits(when, c)
                && fits(then, a)
                && fits(otherwise, b);
      };
    }

    private boolean all(List<Expr> patterns, List<Expr> places) {
      if (patterns.size() != places.size()) {
        return false;
      }
      for (int d = 0; d < patterns.size(); d++) {
        if (!fits(patterns.get(d), places.get(d))) {
          return false;
        }
      }
      return true;
    }
  }
}
