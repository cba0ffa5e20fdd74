package org.ashlar.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;

/// A sum of products inside a nest: a register that is filled, added to in loops, and used.
///
/// @param sums the loops of the sum
/// @param left a factor's place
/// @param right the other's
record Product(Nest nest, List<Stmt.For> sums, Touch left, Touch right) {

  static Optional<Product> of(Nest nest) {
    if (!(nest.body() instanceof Stmt.Alloc(var acc, Stmt.Seq(var parts)))
        || acc.rank() != 0
        || parts.size() < 3
        || !(parts.get(0) instanceof Stmt.Store fill)
        || !fill.to().equals(acc)
        || !(parts.get(1) instanceof Stmt.For first)) {
      return Optional.empty();
    }
    var sums = new ArrayList<Stmt.For>();
    Stmt s = first;
    while (!(s instanceof Stmt.Update)) {
      switch (s) {
        case Stmt.For f -> {
          sums.add(f);
          s = f.body();
        }
        case Stmt.If i when i.otherwise().equals(Stmt.Seq.NOTHING) -> s = i.then();
        case Stmt.If _,
            Stmt.Seq _,
            Stmt.Alloc _,
            Stmt.Store _,
            Stmt.Update _,
            Stmt.Copy _,
            Stmt.Multiply _ -> {
          return Optional.empty();
        }
      }
    }
    if (s instanceof Stmt.Update(var to, _, var op, var value)
        && to.equals(acc)
        && op == Op2.ADD
        && factors(value) instanceof Expr.Binary(_, var x, var y)) {
      return read(x).flatMap(a -> read(y).map(b -> new Product(nest, List.copyOf(sums), a, b)));
    }
    return Optional.empty();
  }

  /// The product in a value, names and conversions taken off.
  private static Expr factors(Expr value) {
    var e = value;
    while (true) {
      switch (e) {
        case Expr.Let let -> e = let.body();
        case Expr.Cast c -> e = c.x();
        case Expr.Binary(var op, _, _) when op == Op2.MUL -> {
          return e;
        }
        default -> {
          return value;
        }
      }
    }
  }

  /// The only read of memory in a factor, numbers and conversions apart.
  private static Optional<Touch> read(Expr factor) {
    var reads = new ArrayList<Touch>();
    Rewrite.visit(
        factor,
        e -> {
          if (e instanceof Expr.Read(Buffer b, var at)
              && b.space() == Space.GLOBAL
              && b.dtype() != DType.BOOL) {
            reads.add(new Touch(b, at, false, 0));
          }
        });
    return reads.stream().max((a, b) -> Integer.compare(loops(a), loops(b)));
  }

  private static int loops(Touch t) {
    return t.along().stream().mapToInt(c -> c.by().size() + c.others().size()).sum();
  }

  double work() {
    double work = nest.times();
    for (var sum : sums) {
      work *= Touch.extent(sum);
    }
    return work;
  }

  /// The loops outside that move only one factor; a quotient of a loop (a group) stands still.
  List<Stmt.For> only(Touch factor) {
    var other = factor == left ? right : left;
    return nest.loops().stream()
        .filter(l -> factor.moves(l.index()) && !other.moves(l.index()))
        .toList();
  }

  private boolean isApart(Touch factor, int d, Stmt.For sum) {
    var by = factor.along().get(d).by();
    var other = factor == left ? right : left;
    return by.size() == 1
        || factor.along().get(d).isNext(sum.index())
            && nest.loops().stream()
                .allMatch(l -> !by.containsKey(l.index()) || other.moves(l.index()))
            && sums.stream().allMatch(l -> l == sum || !by.containsKey(l.index()));
  }

  /// The longest loop of the sum along which a dimension of a factor lies: beside it, only loops
  /// move the dimension that move both factors, as groups do, but none of a window.
  ///
  /// @param least iterations
  Optional<Index> longestSum(Touch factor, double least) {
    Stmt.For best = null;
    for (var sum : sums) {
      int d = factor.dimension(sum.index());
      boolean pure = d >= 0 && isApart(factor, d, sum);
      if (pure
          && Touch.extent(sum) >= least
          && (best == null || Touch.extent(sum) > Touch.extent(best))) {
        best = sum;
      }
    }
    return Optional.ofNullable(best).map(Stmt.For::index);
  }
}
