package org.ashlar.ir;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;

/// Puts what a `let` names into its place where nothing is copied: leaves, and values used once or
/// never.
final class Lets {
  private Lets() {}

  /// The expression without such `let`s along its spine; itself where there are none, or where
  /// names are bound twice.
  static Expr inline(Expr root) {
    if (!(root instanceof Let)) {
      return root;
    }
    var uses = new HashMap<Local, Integer>();
    if (!count(root, uses)) {
      return root;
    }
    var kept = new ArrayDeque<Let>();
    var by = new HashMap<Expr, Expr>();
    var e = root;
    while (e instanceof Let(var name, var value, var body)) {
      var now = Rewrite.substitute(value, by);
      if (uses.getOrDefault(name, 0) <= 1 || Rewrite.children(now).isEmpty()) {
        by.put(name, now);
      } else {
        kept.push(new Let(name, now, body));
      }
      e = body;
    }
    if (by.isEmpty()) {
      return root;
    }
    var result = Rewrite.substitute(e, by);
    for (var let : kept) {
      result = new Let(let.name(), let.value(), result);
    }
    return result;
  }

  /// Counts the uses of every local; false where one name is bound twice, or both bound and free.
  private static boolean count(Expr root, Map<Local, Integer> uses) {
    var bound = new HashSet<Local>();
    var distinct = new boolean[] {true};
    Rewrite.visit(
        root,
        e -> {
          if (e instanceof Let let && !bound.add(let.name())) {
            distinct[0] = false;
          }
          for (var child : Rewrite.children(e)) {
            if (child instanceof Local l) {
              uses.merge(l, 1, Integer::sum);
            }
          }
        });
    return distinct[0] && Rewrite.free(root).stream().noneMatch(bound::contains);
  }
}
