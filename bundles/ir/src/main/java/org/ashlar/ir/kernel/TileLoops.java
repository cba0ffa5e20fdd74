package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

/// Writes `Copy` and `Multiply` as loops, for machines that have no other form of them, and turns a
/// guard around a whole loop body into a shorter loop.
public final class TileLoops {
  private static final String[] OF_MULTIPLY = {"mi", "mj", "mr", "mk"};
  private int loops;

  private TileLoops() {}

  /// The statement without `Copy` and `Multiply`; the innermost loops that they become are VECTOR.
  public static Stmt write(Stmt body) {
    var tiles = new TileLoops();
    return Statements.map(
        body,
        s ->
            switch (s) {
              case Stmt.Copy c -> tiles.copy(c);
              case Stmt.Multiply m -> tiles.multiply(m);
              case Stmt.For f -> shortened(f);
              case Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _, Stmt.Seq _ -> s;
            });
  }

  /// `for v < n: if v + rest < bound: body` is `for v < min(n, bound - rest): body`.
  private static Stmt shortened(Stmt.For f) {
    if (f.body() instanceof Stmt.If(Expr.Binary(var op, var x, var y), var then, var otherwise)
        && op == Op2.LT
        && otherwise.equals(Stmt.Seq.NOTHING)
        && !Rewrite.free(y).contains(f.index())) {
      var by = Map.of(f.index(), Expr.of(0));
      var rest = Rewrite.substitute(x, by);
      var slope = Simplify.of(x.minus(rest));
      if (slope.equals(f.index()) && pure(x) && pure(y)) {
        return new Stmt.For(f.index(), Simplify.of(f.extent().min(y.minus(rest))), f.run(), then);
      }
    }
    return f;
  }

  private static boolean pure(Expr e) {
    var pure = new boolean[] {true};
    Rewrite.visit(e, x -> pure[0] &= !(x instanceof Expr.Read || x instanceof Expr.Local));
    return pure[0];
  }

  private Stmt copy(Stmt.Copy c) {
    int number = loops++;
    var axes = new ArrayList<Axis>();
    var by = new HashMap<Index, Expr>();
    var byFrom = new HashMap<Index, Expr>();
    for (int i = 0; i < c.to().over().size(); i++) {
      var axis = c.to().over().get(i);
      var index = new Index("copy" + number + "_" + i);
      axes.add(new Axis(index, axis.extent()));
      by.put(axis.index(), index);
      byFrom.put(c.from().over().get(i).index(), index);
    }
    var to = places(c.to(), by);
    var from = places(c.from(), byFrom);
    var value = inside(c.from().of(), from).select(c.from().of().read(from), c.outside());
    Stmt body = Stmt.If.of(inside(c.to().of(), to), new Stmt.Store(c.to().of(), to, value));
    for (int i = axes.size() - 1; i >= 0; i--) {
      var run = i == axes.size() - 1 ? Run.VECTOR : Run.SERIAL;
      body = new Stmt.For(axes.get(i).index(), axes.get(i).extent(), run, body);
    }
    return body;
  }

  private static List<Expr> places(Tile tile, Map<Index, Expr> by) {
    return tile.at().stream().map(e -> Simplify.of(Rewrite.substitute(e, by))).toList();
  }

  private static Expr inside(Buffer of, List<Expr> at) {
    Expr all = Expr.of(true);
    for (int d = 0; d < at.size(); d++) {
      all = all.and(Expr.of(0).le(at.get(d))).and(at.get(d).lt(of.sizes().get(d)));
    }
    return all;
  }

  /// Sums in registers where there are few of them: then they are the innermost loops, else the
  /// products of one sum are.
  private Stmt multiply(Stmt.Multiply m) {
    int number = loops++;
    var index = new ArrayList<Index>();
    for (var name : OF_MULTIPLY) {
      index.add(new Index(name + number));
    }
    var acc = m.acc();
    var i = index.get(0);
    var j = index.get(1);
    var r = index.get(2);
    var k = index.get(3);
    var toAcc = places(acc, by(acc, i, j));
    var dtype = acc.of().dtype();
    var product =
        m.a()
            .of()
            .read(places(m.a(), by(m.a(), r, i, k)))
            .cast(dtype)
            .times(m.b().of().read(places(m.b(), by(m.b(), r, k, j))).cast(dtype));
    var update = new Stmt.Update(acc.of(), toAcc, Op2.ADD, product);
    var rows = acc.over().get(0).extent();
    var columns = acc.over().get(1).extent();
    var sums = m.a().over();
    boolean few =
        acc.of().space() == Space.REGISTERS
            && acc.of().shape().isConstant()
            && acc.of().shape().elements() <= 512;
    var inner = new Stmt.For(j, columns, Run.VECTOR, update);
    if (few) {
      return new Stmt.For(
          r,
          sums.get(0).extent(),
          Run.SERIAL,
          new Stmt.For(
              k, sums.get(2).extent(), Run.SERIAL, new Stmt.For(i, rows, Run.UNROLLED, inner)));
    }
    return new Stmt.For(
        i,
        rows,
        Run.SERIAL,
        new Stmt.For(
            r,
            sums.get(0).extent(),
            Run.SERIAL,
            new Stmt.For(k, sums.get(2).extent(), Run.SERIAL, inner)));
  }

  private static Map<Index, Expr> by(Tile tile, Index... indices) {
    var by = new HashMap<Index, Expr>();
    for (int n = 0; n < indices.length; n++) {
      by.put(tile.over().get(n).index(), indices[n]);
    }
    return by;
  }
}
