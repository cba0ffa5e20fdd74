package org.ashlar.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Expr.Local;

/// Walks over expressions: each node that is shared (by identity) is visited and rebuilt once, what
/// does not change stays the same object, and no walk recurses, so a thousand nested `let`s are as
/// good as one.
public final class Rewrite {
  private Rewrite() {}

  /// The operands of a node, in the order of evaluation; of a `let` the value, then the body.
  public static List<Expr> children(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _ -> List.of();
      case Expr.Read(_, var at) -> at;
      case Expr.Let(_, var value, var body) -> List.of(value, body);
      case Expr.Cast(_, _, var x) -> List.of(x);
      case Expr.Unary(_, var x) -> List.of(x);
      case Expr.Binary(_, var x, var y) -> List.of(x, y);
      case Expr.Select(var when, var then, var otherwise) -> List.of(when, then, otherwise);
    };
  }

  /// The node with other operands; itself when they are the same objects.
  public static Expr with(Expr e, List<Expr> operands) {
    var old = children(e);
    boolean same = old.size() == operands.size();
    for (int i = 0; same && i < old.size(); i++) {
      same = old.get(i) == operands.get(i);
    }
    if (same) {
      return e;
    }
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _ -> e;
      case Expr.Read(var of, _) -> new Expr.Read(of, operands);
      case Expr.Let(var name, _, _) -> new Expr.Let(name, operands.get(0), operands.get(1));
      case Expr.Cast(var dtype, var mode, _) -> new Expr.Cast(dtype, mode, operands.get(0));
      case Expr.Unary(var op, _) -> new Expr.Unary(op, operands.get(0));
      case Expr.Binary(var op, _, _) -> new Expr.Binary(op, operands.get(0), operands.get(1));
      case Expr.Select _ -> new Expr.Select(operands.get(0), operands.get(1), operands.get(2));
    };
  }

  /// Replaces every node, operands first, by what `f` makes of it. `f` must not depend on where the
  /// node stands.
  public static Expr map(Expr root, UnaryOperator<Expr> f) {
    var done = new IdentityHashMap<Expr, Expr>();
    var open = new ArrayDeque<Expr>();
    open.push(root);
    while (!open.isEmpty()) {
      var e = open.peek();
      if (done.containsKey(e)) {
        open.pop();
        continue;
      }
      var operands = mapped(e, done, open);
      if (!operands.isEmpty() || children(e).isEmpty()) {
        open.pop();
        done.put(e, f.apply(with(e, operands)));
      }
    }
    return Objects.requireNonNull(done.get(root));
  }

  /// The mapped operands; empty, and the missing ones opened, where some are not mapped yet.
  private static List<Expr> mapped(Expr e, Map<Expr, Expr> done, ArrayDeque<Expr> open) {
    var operands = new ArrayList<Expr>();
    boolean complete = true;
    for (var child : children(e).reversed()) {
      if (done.containsKey(child)) {
        operands.addFirst(done.get(child));
      } else {
        open.push(child);
        complete = false;
      }
    }
    return complete ? operands : List.of();
  }

  /// Calls `each` once for every node, a node before its operands.
  public static void visit(Expr root, Consumer<Expr> each) {
    var seen = Collections.<Expr>newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayDeque<Expr>();
    open.push(root);
    while (!open.isEmpty()) {
      var e = open.pop();
      if (seen.add(e)) {
        each.accept(e);
        children(e).reversed().forEach(open::push);
      }
    }
  }

  /// The indices, sizes and locals that a place around the expression must give, in the order of
  /// their first use.
  public static Set<Expr> free(Expr root) {
    record Place(Expr e, Bound bound) {}
    var free = new LinkedHashSet<Expr>();
    var open = new ArrayDeque<Place>();
    open.push(new Place(root, new Bound(Set.of())));
    while (!open.isEmpty()) {
      var place = open.pop();
      var bound = place.bound();
      if (!bound.seen.add(place.e())) {
        continue;
      }
      switch (place.e()) {
        case Expr.Index i -> free.add(i);
        case Expr.Size s -> free.add(s);
        case Expr.Local l when !bound.names.contains(l) -> free.add(l);
        case Expr.Let(var name, var value, var body) -> {
          open.push(new Place(body, bound.and(name)));
          open.push(new Place(value, bound));
        }
        default ->
            children(place.e()).reversed().forEach(child -> open.push(new Place(child, bound)));
      }
    }
    return free;
  }

  /// The locals bound at a place, and the nodes seen there.
  private static final class Bound {
    final Set<Local> names;
    final Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    final Map<Local, Bound> inside = new HashMap<>();

    Bound(Set<Local> names) {
      this.names = names;
    }

    Bound and(Local name) {
      if (names.contains(name)) {
        return this;
      }
      return inside.computeIfAbsent(
          name,
          n -> {
            var more = new LinkedHashSet<>(names);
            more.add(n);
            return new Bound(more);
          });
    }
  }

  /// Replaces indices, sizes and locals. A local bound inside hides the outer one of its name, and
  /// is renamed where it would catch one that a replacement uses.
  public static Expr substitute(Expr root, Map<? extends Expr, ? extends Expr> by) {
    return by.isEmpty() ? root : new Substitution(by).apply(root);
  }
}
