package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.osgi.annotation.versioning.ConsumerType;

/// An operator that combines elements along axes.
@ConsumerType
public interface ReductionOperator extends Operator {
  /// The dimensions to combine, negative from the last; empty for all.
  List<Long> axes();

  /// Whether a combined dimension stays, with size 1.
  boolean keepdims();

  /// How elements are combined.
  Reducer by(DType dtype);

  /// The body of each state for an element; `over` are the indices of the combined dimensions.
  default List<Expr> body(Expr element, List<Axis> over) {
    return List.of(element.cast(by(element.dtype()).states().getFirst()));
  }

  /// The dtype of the result.
  default DType dtype(DType element) {
    return element;
  }

  /// Refuses dtypes that are not served; numbers only unless overridden.
  default void check(Arguments args) {
    args.numbers();
  }

  @Override
  default List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    check(a);
    return List.of(Reductions.type(a, axes(), keepdims(), dtype(a.dtype(0))));
  }

  @Override
  default Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var combined = new TreeSet<>(Reductions.axes(a, axes()));
    var result = Sizes.indices("i", a.rank(0) - (keepdims() ? 0 : combined.size()));
    var over = new ArrayList<Axis>();
    var at = new ArrayList<Expr>();
    int next = 0;
    for (int d = 0; d < a.rank(0); d++) {
      if (combined.contains(d)) {
        var axis = Axis.of("k" + over.size(), a.get(0).size(d));
        over.add(axis);
        at.add(axis.index());
        next += keepdims() ? 1 : 0;
      } else {
        at.add(result.get(next++));
      }
    }
    return new Meaning.Indexed(result, over, by(a.dtype(0)), body(a.read(0, at), over));
  }
}
