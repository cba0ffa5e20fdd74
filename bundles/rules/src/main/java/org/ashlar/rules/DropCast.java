package org.ashlar.rules;

import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.pointwise.Cast;

/// A cast to the dtype that x has already; a cast to a wider float and back.
public final class DropCast implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Cast(var to, _, _) when to == value.arg(0).tensor().dtype() -> value.arg(0);
      case Cast(var to, _, _) when value.arg(0).op() instanceof Cast && isThere(to, value.arg(0)) ->
          value.arg(0).arg(0);
      default -> value;
    };
  }

  /// Whether the inner cast loses nothing and the outer one comes back.
  private static boolean isThere(DType to, Value inner) {
    var from = inner.arg(0).tensor().dtype();
    var wide = inner.tensor().dtype();
    boolean floats =
        from.isFloat() && (wide == DType.F64 || wide == DType.F32 && from != DType.F64);
    boolean wholes =
        from.kind() == DType.Kind.SIGNED
            && wide.kind() == DType.Kind.SIGNED
            && wide.bits() >= from.bits();
    return to == from && (floats || wholes);
  }
}
