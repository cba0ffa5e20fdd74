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
    if (children(root).isEmpty()) {
      return f.apply(root);
    }
    var done = new IdentityHashMap<Expr, Expr>();
    var open = new ArrayDeque<Expr>();
    open.push(root);
    while (!open.isEmpty()) {
      var e = open.peek();
      var operands = children(e);
      if (done.containsKey(e) || !opened(operands, done, open)) {
        open.pop();
        done.computeIfAbsent(e, n -> f.apply(mapped(n, operands, done)));
      }
    }
    return Objects.requireNonNull(done.get(root));
  }

  /// Opens the operands that are not mapped yet, the last one first; whether there were some.
  private static boolean opened(List<Expr> operands, Map<Expr, Expr> done, ArrayDeque<Expr> open) {
    boolean some = false;
    for (int i = operands.size() - 1; i >= 0; i--) {
      if (!done.containsKey(operands.get(i))) {
        open.push(operands.get(i));
        some = true;
      }
    }
    return some;
  }

  /// The node with the mapped operands.
  private static Expr mapped(Expr e, List<Expr> operands, Map<Expr, Expr> done) {
    for (int i = 0; i < operands.size(); i++) {
      if (done.get(operands.get(i)) != operands.get(i)) {
        var all = new ArrayList<Expr>(operands.size());
        for (var operand : operands) {
          all.add(done.get(operand));
        }
        return with(e, all);
      }
    }
    return e;
  }

  /// Calls `each` once for every node, a node before its operands.
  public static void visit(Expr root, Consumer<Expr> each) {
    if (children(root).isEmpty()) {
      each.accept(root);
      return;
    }
    var seen = Collections.<Expr>newSetFromMap(new IdentityHashMap<>());
    var open = new ArrayDeque<Expr>();
    open.push(root);
    while (!open.isEmpty()) {
      var e = open.pop();
      if (seen.add(e)) {
        each.accept(e);
        var operands = children(e);
        for (int i = operands.size() - 1; i >= 0; i--) {
          open.push(operands.get(i));
        }
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
