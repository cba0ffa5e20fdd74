package org.ashlar.onnx.quantise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.product.MatMulInteger;
import org.ashlar.operators.quantise.QLinearMatMul;

/// Products of matrices of few bits.
///
/// Zero points and scales are one number, one a row of the first factor or a column of the second,
/// or (with as many dimensions as the factor) one for each of these in each matrix of a stack.
final class IntegerProducts {
  private IntegerProducts() {}

  static void register(Translations into) {
    into.add("MatMulInteger", IntegerProducts::plain, 10)
        .add("QLinearMatMul", IntegerProducts::quantised, 10, 21);
  }

  private static List<Term> plain(Call call) {
    if (isVector(call, 2) && isVector(call, 3) && (call.has(2) || !call.has(3))) {
      return Term.of(call.graph().apply(new MatMulInteger(), call.values()));
    }
    var left = centred(call.value(0), call.has(2) ? List.of(row(call, 2)) : List.of(), DType.I32);
    var right = centred(call.value(1), call.has(3) ? List.of(call.value(3)) : List.of(), DType.I32);
    return Term.of(Build.matmul(left, right));
  }

  private static List<Term> quantised(Call call) {
    boolean isPlain = call.dtype(0).isInteger();
    for (int input : new int[] {1, 2, 4, 5, 6, 7}) {
      isPlain &= isVector(call, input);
    }
    if (isPlain) {
      return Term.of(call.graph().apply(new QLinearMatMul(), call.values()));
    }
    // floats of few bits are multiplied as floats, whole numbers exactly
    var wide = call.dtype(0).isInteger() && call.dtype(3).isInteger() ? DType.I32 : DType.F32;
    var left = centred(call.value(0), List.of(row(call, 2)), wide);
    var right = centred(call.value(3), List.of(call.value(5)), wide);
    var sums = Build.cast(Build.matmul(left, right), DType.F32);
    var factor = Build.div(Build.mul(real(row(call, 1)), real(call.value(4))), real(call.value(6)));
    var zero = call.value(7);
    var to = zero.tensor().dtype();
    var scaled = Build.mul(sums, factor);
    var whole = to.isInteger() ? call.apply(new Round(), scaled) : scaled;
    return Term.of(call.apply(new Cast(to, true), Build.add(whole, real(zero))));
  }

  private static Value real(Value x) {
    return Build.cast(x, DType.F32);
  }

  private static Value centred(Value x, List<Value> zero, DType wide) {
    var own = Build.cast(x, wide);
    return zero.isEmpty() ? own : Build.sub(own, Build.cast(zero.getFirst(), wide));
  }

  /// Numbers of rows, shaped to meet the matrix.
  private static Value row(Call call, int input) {
    var numbers = call.value(input);
    if (numbers.tensor().rank() != 1) {
      return numbers;
    }
    var sizes = new ArrayList<Expr>(numbers.tensor().shape().sizes());
    sizes.add(Expr.of(1));
    return Build.reshape(numbers, new Shape(sizes));
  }

  private static boolean isVector(Call call, int input) {
    return !call.has(input) || call.rank(input) <= 1;
  }
}
