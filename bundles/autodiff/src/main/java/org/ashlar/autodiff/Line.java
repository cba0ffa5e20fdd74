package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;

/// Tensors of one shape, read at one place under names of states: what steps along one dimension
/// are computed from.
final class Line {
  private final String label;
  private final Shape shape;
  private final int along;
  private final List<Index> at;
  private final Map<Local, Value> named = new HashMap<>();

  Line(String label, Shape shape, int along) {
    this.label = label;
    this.shape = shape;
    this.along = along;
    this.at = Sizes.indices("at", shape.rank());
  }

  /// Gives names to tensors. One of lower rank is read at the first places.
  void name(Local name, Value value) {
    named.put(name, value);
  }

  /// The tensor of an expression over names.
  Value map(Expr e) {
    var operands = new ArrayList<Value>();
    return derive(Meaning.Indexed.of(at, placed(e, operands)), e, operands);
  }

  /// The tensor of what the elements before each one merge to.
  ///
  /// @param body over names, one a state
  Value before(Reducer by, List<Expr> body, boolean reverse) {
    var operands = new ArrayList<Value>();
    var bodies = body.stream().map(e -> placed(e, operands)).toList();
    var scanned = new Meaning.Scanned(at, at.get(along), by, bodies, true, reverse);
    return derive(scanned, by.finish(), operands);
  }

  private Value derive(Meaning meaning, Expr like, List<Value> operands) {
    var graph = named.values().iterator().next().graph();
    return Derive.apply(graph, label, meaning, new TensorType(like.dtype(), shape), operands);
  }

  private Expr placed(Expr e, List<Value> operands) {
    return Fold.placed(
        e,
        local -> {
          var value = named.get(local);
          if (value == null) {
            throw new IllegalStateException("no tensor is named " + local.name());
          }
          if (!operands.contains(value)) {
            operands.add(value);
          }
          var type = value.tensor();
          return new Expr.Read(
              new Operand(operands.indexOf(value), type.dtype()),
              List.copyOf(at.subList(0, type.rank())));
        });
  }
}
