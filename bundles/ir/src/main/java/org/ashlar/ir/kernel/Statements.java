package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// Walks over statements, as {@link Rewrite} walks over expressions: what does not change stays the
/// same object.
public final class Statements {
  private Statements() {}

  /// The statements directly inside one.
  public static List<Stmt> children(Stmt s) {
    return switch (s) {
      case Stmt.For f -> List.of(f.body());
      case Stmt.If f -> List.of(f.then(), f.otherwise());
      case Stmt.Alloc a -> List.of(a.body());
      case Stmt.Seq q -> q.body();
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> List.of();
    };
  }

  /// The statement with others inside; itself when they are the same objects. Sequences are
  /// flattened.
  public static Stmt with(Stmt s, List<Stmt> inside) {
    var old = children(s);
    boolean same = old.size() == inside.size();
    for (int i = 0; same && i < old.size(); i++) {
      same = old.get(i) == inside.get(i);
    }
    if (same) {
      return s;
    }
    return switch (s) {
      case Stmt.For f -> new Stmt.For(f.index(), f.extent(), f.run(), inside.get(0));
      case Stmt.If f -> new Stmt.If(f.when(), inside.get(0), inside.get(1));
      case Stmt.Alloc a -> new Stmt.Alloc(a.buffer(), inside.get(0));
      case Stmt.Seq _ -> Stmt.seq(inside);
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> s;
    };
  }

  /// Replaces every statement, inner ones first, by what `f` makes of it.
  public static Stmt map(Stmt s, UnaryOperator<Stmt> f) {
    var inside = new ArrayList<Stmt>();
    for (var child : children(s)) {
      inside.add(map(child, f));
    }
    return f.apply(with(s, inside));
  }

  /// Calls `each` for every statement, outer ones first.
  public static void visit(Stmt s, Consumer<Stmt> each) {
    each.accept(s);
    children(s).forEach(child -> visit(child, each));
  }

  /// The loop over an index of this name.
  public static Optional<Stmt.For> loop(Stmt s, String name) {
    if (s instanceof Stmt.For f && f.index().name().equals(name)) {
      return Optional.of(f);
    }
    return children(s).stream().flatMap(child -> loop(child, name).stream()).findFirst();
  }

  /// Calls `each` for the expressions that a statement holds itself: extents, conditions, places,
  /// values.
  public static void expressions(Stmt s, Consumer<Expr> each) {
    switch (s) {
      case Stmt.For f -> each.accept(f.extent());
      case Stmt.If f -> each.accept(f.when());
      case Stmt.Store t -> {
        t.at().forEach(each);
        each.accept(t.value());
      }
      case Stmt.Update u -> {
        u.at().forEach(each);
        each.accept(u.value());
      }
      case Stmt.Alloc a -> a.buffer().sizes().forEach(each);
      case Stmt.Copy c -> List.of(c.to(), c.from()).forEach(t -> expressions(t, each));
      case Stmt.Multiply m -> List.of(m.acc(), m.a(), m.b()).forEach(t -> expressions(t, each));
      case Stmt.Seq _ -> {}
    }
  }

  private static void expressions(Tile t, Consumer<Expr> each) {
    t.over().forEach(axis -> each.accept(axis.extent()));
    t.at().forEach(each);
  }

  /// Replaces the expressions that the statements hold, each as a whole. The sizes of allocated
  /// buffers stay.
  public static Stmt mapExpressions(Stmt root, UnaryOperator<Expr> f) {
    return map(
        root,
        s ->
            switch (s) {
              case Stmt.For(var index, var extent, var run, var body) -> {
                var n = f.apply(extent);
                yield n == extent ? s : new Stmt.For(index, n, run, body);
              }
              case Stmt.If(var when, var then, var otherwise) -> {
                var c = f.apply(when);
                yield c == when ? s : new Stmt.If(c, then, otherwise);
              }
              case Stmt.Store(var to, var at, var value) -> {
                var places = all(at, f);
                var v = f.apply(value);
                yield places == at && v == value ? s : new Stmt.Store(to, places, v);
              }
              case Stmt.Update(var to, var at, var combine, var value) -> {
                var places = all(at, f);
                var v = f.apply(value);
                yield places == at && v == value ? s : new Stmt.Update(to, places, combine, v);
              }
              case Stmt.Copy(var to, var from, var outside) -> {
                var t = mapExpressions(to, f);
                var u = mapExpressions(from, f);
                yield t == to && u == from ? s : new Stmt.Copy(t, u, outside);
              }
              case Stmt.Multiply(var acc, var a, var b) -> {
                var t = mapExpressions(acc, f);
                var u = mapExpressions(a, f);
                var v = mapExpressions(b, f);
                yield t == acc && u == a && v == b ? s : new Stmt.Multiply(t, u, v);
              }
              case Stmt.Alloc _, Stmt.Seq _ -> s;
            });
  }

  private static Tile mapExpressions(Tile t, UnaryOperator<Expr> f) {
    var at = all(t.at(), f);
    boolean same = at == t.at();
    var over = new ArrayList<Axis>();
    for (var axis : t.over()) {
      var n = f.apply(axis.extent());
      same &= n == axis.extent();
      over.add(n == axis.extent() ? axis : new Axis(axis.index(), n));
    }
    return same ? t : new Tile(t.of(), over, at);
  }

  private static List<Expr> all(List<Expr> es, UnaryOperator<Expr> f) {
    var mapped = new ArrayList<Expr>();
    boolean same = true;
    for (var e : es) {
      var m = f.apply(e);
      same &= m == e;
      mapped.add(m);
    }
    return same ? es : mapped;
  }

  /// Replaces indices and sizes in every expression. The indices that loops bind keep their names.
  public static Stmt substitute(Stmt s, Map<? extends Expr, ? extends Expr> by) {
    return by.isEmpty() ? s : mapExpressions(s, e -> Rewrite.substitute(e, by));
  }

  /// Makes every read and write of a buffer one of another, at a place computed from the old one.
  public static Stmt rebuffer(Stmt root, Buffer from, Buffer to, UnaryOperator<List<Expr>> place) {
    return Rebuffer.apply(root, from, to, place);
  }

  /// Makes every read and write of a buffer one of another, of the same shape.
  public static Stmt rename(Stmt root, Buffer from, Buffer to) {
    var read =
        mapExpressions(
            root,
            whole ->
                Rewrite.map(
                    whole,
                    e ->
                        e instanceof Expr.Read(var of, var at) && of.equals(from)
                            ? new Expr.Read(to, at)
                            : e));
    return map(
        read,
        s ->
            switch (s) {
              case Stmt.Store(var b, var at, var value) when b.equals(from) ->
                  new Stmt.Store(to, at, value);
              case Stmt.Update(var b, var at, var op, var value) when b.equals(from) ->
                  new Stmt.Update(to, at, op, value);
              case Stmt.Alloc(var b, var body) when b.equals(from) -> new Stmt.Alloc(to, body);
              case Stmt.Copy(var t, var f, var outside) ->
                  new Stmt.Copy(rename(t, from, to), rename(f, from, to), outside);
              case Stmt.Multiply(var acc, var a, var b) ->
                  new Stmt.Multiply(
                      rename(acc, from, to), rename(a, from, to), rename(b, from, to));
              case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _, Stmt.Seq _ ->
                  s;
            });
  }

  private static Tile rename(Tile t, Buffer from, Buffer to) {
    return t.of().equals(from) ? new Tile(to, t.over(), t.at()) : t;
  }
}
