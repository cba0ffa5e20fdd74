package org.ashlar.ir.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Access.Frame;

/// Finds every access of a statement, in the order of the text.
final class Accesses {
  private final List<Access> found = new ArrayList<>();

  private Accesses() {}

  static List<Access> of(Stmt s) {
    var accesses = new Accesses();
    accesses.walk(s, List.of());
    return accesses.found;
  }

  private void walk(Stmt s, List<Frame> path) {
    switch (s) {
      case Stmt.For f -> {
        reads(f.extent(), path);
        walk(f.body(), and(path, new Frame.Around(f.index(), f.extent())));
      }
      case Stmt.If f -> {
        reads(f.when(), path);
        walk(f.then(), and(path, new Frame.Holds(f.when(), true)));
        walk(f.otherwise(), and(path, new Frame.Holds(f.when(), false)));
      }
      case Stmt.Store t -> {
        t.at().forEach(e -> reads(e, path));
        reads(t.value(), path);
        found.add(new Access(t.to(), t.at(), Optional.of(Op2.SET), path, false, t));
      }
      case Stmt.Update u -> {
        u.at().forEach(e -> reads(e, path));
        reads(u.value(), path);
        found.add(new Access(u.to(), u.at(), Optional.of(u.combine()), path, false, u));
      }
      case Stmt.Alloc a -> walk(a.body(), path);
      case Stmt.Copy c -> {
        tile(c.from(), Optional.empty(), path, true, c);
        tile(c.to(), Optional.of(Op2.SET), path, true, c);
      }
      case Stmt.Multiply m -> {
        tile(m.a(), Optional.empty(), path, false, m);
        tile(m.b(), Optional.empty(), path, false, m);
        tile(m.acc(), Optional.of(Op2.ADD), path, false, m);
      }
      case Stmt.Seq q -> q.body().forEach(inner -> walk(inner, path));
    }
  }

  private void tile(Tile t, Optional<Op2> combine, List<Frame> path, boolean skips, Stmt node) {
    var inside = path;
    for (Axis axis : t.over()) {
      reads(axis.extent(), path);
      inside = and(inside, new Frame.Around(axis.index(), axis.extent()));
    }
    for (var place : t.at()) {
      reads(place, inside);
    }
    found.add(new Access(t.of(), t.at(), combine, inside, skips, node));
  }

  /// The reads of an expression; what a `Select` chooses between is read under its condition.
  private void reads(Expr root, List<Frame> outside) {
    record Item(Expr e, List<Frame> path, Map<Expr, Expr> locals) {}
    var seen = new IdentityHashMap<List<Frame>, Set<Expr>>();
    var open = new ArrayDeque<Item>();
    open.push(new Item(root, outside, Map.of()));
    while (!open.isEmpty()) {
      var item = open.pop();
      var path = item.path();
      var locals = item.locals();
      var here =
          seen.computeIfAbsent(path, _ -> Collections.newSetFromMap(new IdentityHashMap<>()));
      if (!here.add(item.e())) {
        continue;
      }
      switch (item.e()) {
        case Expr.Select(var when, var then, var otherwise) -> {
          var condition = Rewrite.substitute(when, locals);
          open.push(new Item(otherwise, and(path, new Frame.Holds(condition, false)), locals));
          open.push(new Item(then, and(path, new Frame.Holds(condition, true)), locals));
          open.push(new Item(when, path, locals));
        }
        case Expr.Let(var name, var value, var body) -> {
          open.push(new Item(body, path, bound(locals, name, value)));
          open.push(new Item(value, path, locals));
        }
        case Expr.Read r -> {
          if (r.of() instanceof Buffer b) {
            var at = r.at().stream().map(e -> Rewrite.substitute(e, locals)).toList();
            found.add(new Access(b, at, Optional.empty(), path, false, r));
          }
          r.at().reversed().forEach(e -> open.push(new Item(e, path, locals)));
        }
        case Expr.Const _,
            Expr.Index _,
            Expr.Size _,
            Expr.Local _,
            Expr.Cast _,
            Expr.Unary _,
            Expr.Binary _ ->
            Rewrite.children(item.e())
                .reversed()
                .forEach(e -> open.push(new Item(e, path, locals)));
      }
    }
  }

  /// The locals with one more, where it can stand in a place.
  private static Map<Expr, Expr> bound(Map<Expr, Expr> locals, Expr.Local name, Expr value) {
    if (!name.dtype().isInteger() && name.dtype() != DType.BOOL) {
      return locals;
    }
    var more = new HashMap<>(locals);
    more.put(name, Rewrite.substitute(value, locals));
    return more;
  }

  private static List<Frame> and(List<Frame> path, Frame frame) {
    var longer = new ArrayList<>(path);
    longer.add(frame);
    return Collections.unmodifiableList(longer);
  }
}
