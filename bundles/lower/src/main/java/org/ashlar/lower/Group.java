package org.ashlar.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;

/// Nests that become one kernel: they share the loops over the rows, and read each other inside a row only.
///
/// @param rows the extents of the shared loops, outermost first
/// @param members in an order in which each may be computed
/// @param rowOf for each member, which row loop each of its dimensions is; -1 for one that lies inside a row
record Group(List<Expr> rows, List<Nest> members, Map<Value, List<Integer>> rowOf) {
  /// A kernel for one nest: every result dimension but a scan's own is a row.
  static Group of(Nest nest) {
    var rows = new ArrayList<Expr>();
    var rowOf = new ArrayList<Integer>();
    var type = nest.item().type();
    for (int d = 0; d < type.rank(); d++) {
      boolean inside = Item.isOne(type.size(d)) || nest.along() == d;
      rowOf.add(inside ? -1 : rows.size());
      if (!inside) {
        rows.add(type.size(d));
      }
    }
    return new Group(List.copyOf(rows), List.of(nest), Map.of(nest.value(), List.copyOf(rowOf)));
  }

  /// With another member at the end.
  Group with(Nest nest, List<Integer> rowsOfNest) {
    var more = new ArrayList<>(members);
    more.add(nest);
    var all = new LinkedHashMap<>(rowOf);
    all.put(nest.value(), List.copyOf(rowsOfNest));
    return new Group(rows, List.copyOf(more), all);
  }

  boolean has(Value value) {
    return rowOf.containsKey(value);
  }

  /// Whether a member has one element a row.
  boolean isPoint(Nest nest) {
    var rows = rowOf.get(nest.value());
    for (int d = 0; d < rows.size(); d++) {
      if (rows.get(d) < 0 && !Item.isOne(nest.item().type().size(d))) {
        return false;
      }
    }
    return true;
  }
}
