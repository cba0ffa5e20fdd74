package org.ashlar.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;

/// Nests that become one kernel: they share the loops over the rows, and read each other inside a
/// row only.
///
/// @param rows the extents of the shared loops, outermost first
/// @param members in an order in which each may be computed
/// @param fits how each member lies over the rows
record Group(List<Expr> rows, List<Nest> members, Map<Value, Fit> fits) {
  /// How a nest lies over the rows of a group.
  ///
  /// @param rowOf which row loop each dimension is; -1 for one that lies inside a row
  /// @param view for another shape over the rows' elements the place of each dimension, over `i0`,
  ///   `i1`, …; else empty
  record Fit(List<Integer> rowOf, List<Expr> view) {
    Fit {
      rowOf = List.copyOf(rowOf);
      view = List.copyOf(view);
    }

    static Fit of(List<Integer> rowOf) {
      return new Fit(rowOf, List.of());
    }
  }

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
    return new Group(List.copyOf(rows), List.of(nest), Map.of(nest.value(), Fit.of(rowOf)));
  }

  /// With another member at the end.
  Group with(Nest nest, Fit fit) {
    var more = new ArrayList<>(members);
    more.add(nest);
    var all = new LinkedHashMap<>(fits);
    all.put(nest.value(), fit);
    return new Group(rows, List.copyOf(more), all);
  }

  /// How a member lies over the rows.
  Fit fit(Value member) {
    return Known.of(fits, member);
  }

  List<Integer> rowOf(Nest nest) {
    return fit(nest.value()).rowOf();
  }

  /// Whether a member has one element a row.
  boolean isPoint(Nest nest) {
    if (!fit(nest.value()).view().isEmpty()) {
      return true;
    }
    var rows = rowOf(nest);
    for (int d = 0; d < rows.size(); d++) {
      if (rows.get(d) < 0 && !Item.isOne(nest.item().type().size(d))) {
        return false;
      }
    }
    return true;
  }
}
