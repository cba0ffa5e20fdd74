package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;

/// The indices of a meaning, each a dimension of the tensors that its body is written on, in this
/// order. A tensor has size 1 along an index that it does not depend on.
record Space(List<Axis> axes) {
  Space {
    axes = List.copyOf(axes);
  }

  int rank() {
    return axes.size();
  }

  Optional<Integer> position(Expr index) {
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).index().equals(index)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /// The positions of the indices that an expression depends on.
  Set<Integer> met(Expr e) {
    var met = new LinkedHashSet<Integer>();
    Rewrite.visit(
        e,
        part -> {
          if (part instanceof Index) {
            position(part).ifPresent(met::add);
          }
        });
    return met;
  }

  /// Whether an expression varies along all positions from one to another, the last excluded, that
  /// have another size than 1.
  boolean fills(Expr e, int from, int to) {
    var met = met(e);
    for (int i = from; i < to; i++) {
      if (!met.contains(i) && !axes.get(i).extent().equals(Expr.of(1))) {
        return false;
      }
    }
    return true;
  }

  List<Expr> extents(int from, int to) {
    return axes.subList(from, to).stream().map(Axis::extent).toList();
  }

  /// The least and greatest number of a place.
  Range range(Expr place) {
    Map<Index, Range> ranges = new HashMap<>();
    for (var axis : axes) {
      var extent = Bounds.of(axis.extent(), Map.of());
      ranges.put(axis.index(), new Range(0, Math.max(0, extent.max() - 1)));
    }
    return Bounds.of(place, ranges);
  }

  /// A shape of ones but for one position.
  List<Long> along(int position, long size) {
    var sizes = new ArrayList<Long>();
    for (int i = 0; i < rank(); i++) {
      sizes.add(i == position ? size : 1);
    }
    return sizes;
  }
}
