package org.ashlar.onnx.elementwise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translation;
import org.ashlar.operators.build.Build;

/// How the second operand of a binary operator meets the first.
///
/// Since version 7 both are broadcast as NumPy does it. Before, attribute `broadcast` allowed the
/// second alone to be repeated, and `axis` said at which dimension of the first it starts; without
/// it both end together.
public final class Alignment {
  private static final int NUMPY = 7;

  private Alignment() {}

  /// An operator of two arguments, at every version.
  static Translation binary(Operator op) {
    return call -> Term.of(call.apply(op, call.value(0), second(call)));
  }

  /// The second operand, shaped to meet the first.
  public static Value second(Call call) {
    var second = call.value(1);
    if (call.version() >= NUMPY || !call.flag("broadcast") || !call.hasAttribute("axis")) {
      return second;
    }
    long axis = call.whole("axis", 0);
    int rank = call.rank(0);
    int own = second.tensor().rank();
    long start = axis < 0 ? axis + rank : axis;
    if (start < 0 || start + own > rank) {
      throw call.refuse(
          "axis "
              + axis
              + " leaves no room for the second input: "
              + call.type(0)
              + ", "
              + call.type(1));
    }
    return trailed(second, (int) (rank - start - own));
  }

  /// With so many dimensions of size 1 more at the end.
  static Value trailed(Value value, int ones) {
    if (ones == 0) {
      return value;
    }
    List<Expr> sizes = new ArrayList<>(value.tensor().shape().sizes());
    for (int i = 0; i < ones; i++) {
      sizes.add(Expr.of(1));
    }
    return Build.reshape(value, new Shape(sizes));
  }
}
