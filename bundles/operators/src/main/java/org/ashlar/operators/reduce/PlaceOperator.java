package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.ReductionOperator;

/// A reduction that tells where along one axis an element stands, not which it is.
interface PlaceOperator extends ReductionOperator {
  long axis();

  @Override
  default List<Long> axes() {
    return List.of(axis());
  }

  @Override
  default List<Expr> body(Expr element, List<Axis> over) {
    return List.of(element, over.getFirst().index());
  }

  @Override
  default DType dtype(DType element) {
    return DType.I64;
  }
}
