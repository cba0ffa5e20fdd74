package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Rows that are summed up go two at a time: while one waits for the sum of its lanes, the other one
/// computes.
///
///     for i < 8 { alloc s; s = 0; for k { s += x[i, k] }; y[i] = s }
///     for j < 4 { alloc s, t; …; for k { s += x[2·j, k]; t += x[2·j + 1, k] }; y[2·j] = s; y[2·j + 1] = t }
///
/// Only rows that do not see each other, and are so short that their ends count.
final class Pairs {
  /// Elements of a row above which its end is little.
  private static final long LONG = 1 << 12;

  private Pairs() {}

  /// A kernel with its loops over rows in pairs.
  static Stmt write(Stmt s) {
    return switch (s) {
      case Stmt.For f -> {
        var pairs = of(f);
        if (pairs.isEmpty()) {
          yield new Stmt.For(f.index(), f.extent(), f.run(), write(f.body()));
        }
        long n = ((Expr.Const) f.extent()).bits();
        if (n % 2 == 0) {
          yield pairs.get();
        }
        var last = Map.of(f.index(), Expr.of(n - 1));
        yield Stmt.seq(List.of(pairs.get(), Statements.substitute(f.body(), last)));
      }
      case Stmt.Alloc _, Stmt.Seq _, Stmt.If _ ->
          Statements.with(s, Statements.children(s).stream().map(Pairs::write).toList());
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> s;
    };
  }

  /// The loop over pairs of rows; a last row that is alone is left out. Empty where rows do not go
  /// in pairs.
  static Optional<Stmt.For> of(Stmt.For f) {
    if (!(f.extent() instanceof Expr.Const(_, long n))
        || n < 4
        || f.run() != Run.SERIAL && f.run() != Run.CORES
        || !isRow(f.body())
        || !isApart(f)) {
      return Optional.empty();
    }
    var pair = new Expr.Index(f.index().name() + "_pair");
    Expr first = pair.times(Expr.of(2));
    return both(
            Statements.substitute(f.body(), Map.of(f.index(), first)),
            Statements.substitute(f.body(), Map.of(f.index(), first.plus(Expr.of(1)))))
        .map(body -> new Stmt.For(pair, Expr.of(n / 2), f.run(), body));
  }

  /// Whether something is summed up in lanes and combined to one number.
  private static boolean isRow(Stmt s) {
    return switch (s) {
      case Stmt.For f -> LowCombine.isCombination(f);
      case Stmt.Alloc(var b, var body) -> b.space() == Space.REGISTERS && isRow(body);
      case Stmt.Seq(var all) ->
          all.stream().anyMatch(Pairs::isRow) && all.stream().allMatch(one -> length(one) <= LONG);
      case Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  /// The iterations of the longest loops within each other.
  private static long length(Stmt s) {
    long most = 0;
    for (var child : Statements.children(s)) {
      most = Math.max(most, length(child));
    }
    return s instanceof Stmt.For f
        ? f.extent() instanceof Expr.Const(_, long n) && n <= LONG
            ? n * Math.max(1, most)
            : 2 * LONG
        : most;
  }

  /// Whether what a row writes is touched by no other row.
  private static boolean isApart(Stmt.For loop) {
    Set<Buffer> own = new HashSet<>();
    Map<Buffer, List<List<Expr>>> places = new HashMap<>();
    Set<Buffer> written = new HashSet<>();
    var fits = new boolean[] {true};
    Statements.visit(
        loop.body(),
        s -> {
          switch (s) {
            case Stmt.Alloc(var b, _) -> own.add(b);
            case Stmt.Store(var b, var at, _) -> {
              written.add(b);
              places.computeIfAbsent(b, _ -> new ArrayList<>()).add(at);
            }
            case Stmt.Update(var b, var at, _, _) -> {
              written.add(b);
              places.computeIfAbsent(b, _ -> new ArrayList<>()).add(at);
            }
            case Stmt.Copy _, Stmt.Multiply _ -> fits[0] = false;
            case Stmt.For _, Stmt.If _, Stmt.Seq _ -> {}
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer b, var at)) {
                          places.computeIfAbsent(b, _ -> new ArrayList<>()).add(at);
                        }
                      }));
        });
    written.removeAll(own);
    return fits[0]
        && !written.isEmpty()
        && written.stream().allMatch(b -> isOwn(places.getOrDefault(b, List.of()), loop.index()));
  }

  /// Whether one dimension of all places is the row.
  private static boolean isOwn(List<List<Expr>> places, Expr.Index row) {
    for (int d = 0; d < places.getFirst().size(); d++) {
      int dimension = d;
      if (places.stream().allMatch(at -> at.get(dimension).equals(row))) {
        return true;
      }
    }
    return false;
  }

  // ── two rows as one ──

  /// The same statement of both rows; empty where their loops differ.
  private static Optional<Stmt> both(Stmt a, Stmt b) {
    return switch (a) {
      case Stmt.Alloc(var buffer, var body) when b instanceof Stmt.Alloc(_, var other) -> {
        // a name that no kernel has: buffers are told apart by it
        var name = buffer.name() + " of the second row";
        var copy = new Buffer(name, buffer.dtype(), buffer.sizes(), buffer.space());
        yield both(body, Statements.rename(other, buffer, copy))
            .map(inside -> new Stmt.Alloc(buffer, new Stmt.Alloc(copy, inside)));
      }
      case Stmt.Seq(var all) when b instanceof Stmt.Seq(var others) -> {
        var pairs = new ArrayList<Stmt>();
        for (int i = 0; i < all.size(); i++) {
          var pair = both(all.get(i), others.get(i));
          if (pair.isEmpty()) {
            yield Optional.empty();
          }
          pairs.add(pair.get());
        }
        yield Optional.of(Stmt.seq(pairs));
      }
      case Stmt.For f when b instanceof Stmt.For g && f.extent().equals(g.extent()) ->
          both(f.body(), g.body()).map(body -> new Stmt.For(f.index(), f.extent(), f.run(), body));
      case Stmt.For _ -> Optional.empty();
      default -> Optional.of(Stmt.seq(List.of(a, b)));
    };
  }
}
