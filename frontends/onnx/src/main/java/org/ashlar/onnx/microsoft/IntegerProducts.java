package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.MatMulInteger;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;

/// Products of 8-bit integers with zero points, as floats.
final class IntegerProducts {
  private IntegerProducts() {}

  /// Inputs: `a`, `b`, their scales, their zero points, a bias.
  static List<Term> toFloat(Call call) {
    var sums = sums(call.value(0), call.value(1), zero(call, 0, 4), zero(call, 1, 5));
    var real = scaled(sums, call.value(2), call.value(3));
    return Term.of(call.has(6) ? Build.add(real, call.value(6)) : real);
  }

  /// Inputs: `a` as floats, which is quantised by what it holds, `b`, its scale and zero point, a
  /// bias.
  static List<Term> dynamic(Call call) {
    var fitted = call.applyAll(new DynamicQuantizeLinear(), call.value(0));
    var sums = sums(fitted.get(0), call.value(1), fitted.get(2), zero(call, 1, 3));
    var real = scaled(sums, fitted.get(1), call.value(2));
    return Term.of(call.has(4) ? Build.add(real, call.value(4)) : real);
  }

  /// Inputs: `a`, its scale and zero point, `b`, its scale and zero point, a bias in `i32`, and the
  /// scale and zero point of the result; without these it is of floats.
  static List<Term> gemm(Call call) {
    var a = call.flag("transA") ? Build.transpose(call.value(0), 1, 0) : call.value(0);
    var b = call.flag("transB") ? Build.transpose(call.value(3), 1, 0) : call.value(3);
    var sums = sums(a, b, zero(call, 0, 2), zero(call, 3, 5));
    double alpha = call.real("alpha", 1);
    var all = call.has(6) ? Build.add(sums, call.value(6)) : sums;
    var real = scaled(all, call.value(1), call.value(4));
    var y = alpha == 1 ? real : Build.mul(real, alpha);
    return Term.of(call.has(7) ? Few.quantised(call, y, 7, 8, a.tensor().dtype()) : y);
  }

  /// `Σ (a - za) · (b - zb)` in `i32`; zero points are one number, or one a column of `b`.
  static Value sums(Value a, Value b, Value zeroA, Value zeroB) {
    if (zeroA.tensor().rank() <= 1 && zeroB.tensor().rank() <= 1) {
      return Build.apply(new MatMulInteger(), a, b, zeroA, zeroB);
    }
    return Build.matmul(centred(a, zeroA), centred(b, zeroB));
  }

  private static Value centred(Value x, Value zero) {
    return Build.sub(Build.cast(x, DType.I32), Build.cast(zero, DType.I32));
  }

  /// Sums times both scales, in the dtype of the scales.
  static Value scaled(Value sums, Value scaleA, Value scaleB) {
    var factor = Build.mul(scaleA, scaleB);
    return Build.mul(Build.cast(sums, factor.tensor().dtype()), factor);
  }

  /// A zero point, 0 where there is none.
  static Value zero(Call call, int of, int input) {
    return call.has(input) ? call.value(input) : Build.scalar(call.value(of), 0);
  }
}
