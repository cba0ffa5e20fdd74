package org.ashlar.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;

/// A replacement of indices, sizes and locals that respects `let`: memoised by (node, scope), where
/// the scope changes only at a `let` whose name is replaced or would catch a name of a replacement.
final class Substitution {
  private final Scope outermost;

  Substitution(Map<? extends Expr, ? extends Expr> by) {
    this.outermost = new Scope(Map.copyOf(by));
  }

  private record Place(Expr e, Scope scope) {}

  Expr apply(Expr root) {
    var open = new ArrayDeque<Place>();
    open.push(new Place(root, outermost));
    while (!open.isEmpty()) {
      var e = open.peek().e();
      var scope = open.peek().scope();
      if (scope.done.containsKey(e)) {
        open.pop();
        continue;
      }
      switch (e) {
        case Expr.Const _, Expr.Index _, Expr.Size _, Local _ ->
            scope.done.put(e, scope.replaced(e));
        case Let let -> {
          var inside = scope.inside(let);
          var value = scope.done.get(let.value());
          var body = inside.done.get(let.body());
          if (value != null && body != null) {
            var name = inside.by.get(let.name()) instanceof Local renamed ? renamed : let.name();
            boolean same = name == let.name() && value == let.value() && body == let.body();
            scope.done.put(e, same ? let : new Let(name, value, body));
          } else {
            open.push(new Place(let.body(), inside));
            open.push(new Place(let.value(), scope));
          }
        }
        case Expr.Read _, Expr.Cast _, Expr.Unary _, Expr.Binary _, Expr.Select _ -> {
          var operands = new ArrayList<Expr>();
          for (var child : Rewrite.children(e)) {
            var ready = scope.done.get(child);
            if (ready != null) {
              operands.add(ready);
            } else {
              open.push(new Place(child, scope));
            }
          }
          if (operands.size() == Rewrite.children(e).size()) {
            scope.done.put(e, Rewrite.with(e, operands));
          }
        }
      }
    }
    return Objects.requireNonNull(outermost.done.get(root));
  }

  /// What is replaced at a place, and the results so far.
  private static final class Scope {
    final Map<Expr, Expr> by;
    final Map<Expr, Expr> done = new IdentityHashMap<>();
    final Map<Let, Scope> inside = new IdentityHashMap<>();
    private final Set<Expr> used = new HashSet<>();

    Scope(Map<Expr, Expr> by) {
      this.by = by;
      by.values().forEach(e -> used.addAll(Rewrite.free(e)));
    }

    Expr replaced(Expr leaf) {
      return by.getOrDefault(leaf, leaf);
    }

    Scope inside(Let let) {
      if (!by.containsKey(let.name()) && !used.contains(let.name())) {
        return this;
      }
      return inside.computeIfAbsent(let, this::hiding);
    }

    private Scope hiding(Let let) {
      var name = let.name();
      var less = new HashMap<>(by);
      less.remove(name);
      if (used.contains(name)) {
        less.put(name, fresh(let));
      }
      return new Scope(less);
    }

    private Local fresh(Let let) {
      var taken = new HashSet<>(used);
      taken.addAll(Rewrite.free(let.body()));
      var name = let.name();
      for (int i = 1; taken.contains(name); i++) {
        name = new Local(let.name().name() + "_" + i, let.name().dtype());
      }
      return name;
    }
  }
}
