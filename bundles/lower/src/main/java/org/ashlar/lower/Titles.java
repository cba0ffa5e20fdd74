package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;

/// What a kernel is called: the operators of the user's program that it computes, in order.
final class Titles {
  private static final int LONGEST = 4;

  private Titles() {}

  static String of(Group group, Map<Value, Item> items) {
    var all = new ArrayList<String>();
    var telling = new ArrayList<String>();
    for (var nest : group.members()) {
      for (var value : nest.inlined()) {
        var item = Known.of(items, value);
        add(all, item.origin());
        if (!isQuiet(item)) {
          add(telling, item.origin());
        }
      }
    }
    var names = telling.isEmpty() ? all : telling;
    return names.size() <= LONGEST
        ? String.join("_", names)
        : String.join("_", names.subList(0, LONGEST - 1)) + "_to_" + names.getLast();
  }

  private static void add(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
  }

  /// Moves and constants say little about a kernel that also computes.
  private static boolean isQuiet(Item item) {
    return item.kind() == Item.Kind.MAP
        && switch (item.element()) {
          case Expr.Const _, Expr.Read _, Expr.Index _, Expr.Size _, Expr.Local _ -> true;
          case Expr.Cast(_, _, var x) -> x instanceof Expr.Read || x instanceof Expr.Const;
          case Expr.Unary _, Expr.Binary _, Expr.Select _, Expr.Let _ -> false;
        };
  }
}
