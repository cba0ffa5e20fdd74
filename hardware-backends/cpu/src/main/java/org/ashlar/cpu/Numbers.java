package org.ashlar.cpu;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// The numbers by which generated code names constants of enums to the methods that it calls: their
/// places in `values()`, where those methods look them up. Code lives no longer than the process
/// that wrote it.
final class Numbers {
  private static final List<DType> DTYPES = List.of(DType.values());
  private static final List<Op1> OPS1 = List.of(Op1.values());
  private static final List<Op2> OPS2 = List.of(Op2.values());
  private static final List<Expr.Mode> MODES = List.of(Expr.Mode.values());

  private Numbers() {}

  static int of(DType dtype) {
    return DTYPES.indexOf(dtype);
  }

  static int of(Op1 op) {
    return OPS1.indexOf(op);
  }

  static int of(Op2 op) {
    return OPS2.indexOf(op);
  }

  static int of(Expr.Mode mode) {
    return MODES.indexOf(mode);
  }
}
