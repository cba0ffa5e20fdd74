package org.ashlar.onnx.microsoft;

import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Numbers of few bits with one scale and, perhaps, one zero point.
final class Few {
  private Few() {}

  /// An input as real numbers.
  static Value real(Call call, int input, int scale, int zero) {
    var op = new DequantizeLinear(0, 0);
    return call.has(zero)
        ? call.apply(op, call.value(input), single(call, scale), single(call, zero))
        : call.apply(op, call.value(input), single(call, scale));
  }

  /// Real numbers as few bits, in the dtype of the zero point.
  ///
  /// @param otherwise the dtype without a zero point
  static Value quantised(Call call, Value x, int scale, int zero, DType otherwise) {
    var to = call.has(zero) ? call.dtype(zero) : otherwise;
    var op = new QuantizeLinear(0, 0, to, true);
    return call.has(zero)
        ? call.apply(op, x, single(call, scale), single(call, zero))
        : call.apply(op, x, single(call, scale));
  }

  private static Value single(Call call, int input) {
    return Build.reshape(call.value(input), Shape.of());
  }
}
