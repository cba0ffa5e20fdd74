package org.ashlar.onnx.quantise;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.quantise.DequantizeLinear;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Quantising with scales and zero points, and back.
final class Linear {
  private Linear() {}

  static void register(Translations into) {
    into.add("QuantizeLinear", Linear::quantise, 10, 13, 19, 21, 23, 24, 25)
        .add("DequantizeLinear", Linear::dequantise, 10, 13, 19, 21, 23, 24, 25)
        .add("com.microsoft", "QuantizeLinear", Linear::quantise, 1)
        .add("com.microsoft", "DequantizeLinear", Linear::dequantise, 1)
        .add("DynamicQuantizeLinear", Linear::fitted, 11);
  }

  /// The zero point says the result's kind; without one attribute `output_dtype` does, else it is
  /// `u8`. The quotient is computed in the kind that `precision` says, else in that of the scale;
  /// where the scale is a power of two (`f8e8m0`) or a whole number, in `f32`.
  private static List<Term> quantise(Call call) {
    var to = call.has(2) ? call.dtype(2) : call.dtype("output_dtype", DType.U8);
    var own = call.dtype(1);
    boolean isReal = own.isFloat() && own.bits() >= 16;
    var precision = call.dtype("precision", isReal ? own : DType.F32);
    var args = new ArrayList<>(call.values());
    args.set(1, isReal ? args.get(1) : Build.cast(args.get(1), DType.F32));
    var op =
        new QuantizeLinear(
            call.whole("axis", 1),
            call.whole("block_size", 0),
            to,
            call.whole("saturate", 1) != 0,
            precision);
    return Term.of(call.graph().apply(op, args));
  }

  /// The result has the kind that `output_dtype` says, else that of the scale.
  private static List<Term> dequantise(Call call) {
    var own = call.dtype(1);
    var to = call.dtype("output_dtype", own);
    var wide = own == DType.F64 || to == DType.F64 ? DType.F64 : DType.F32;
    var args = new ArrayList<>(call.values());
    args.set(1, own == to ? args.get(1) : Build.cast(args.get(1), wide));
    var op = new DequantizeLinear(call.whole("axis", 1), call.whole("block_size", 0));
    return Term.of(Build.cast(call.graph().apply(op, args), to));
  }

  private static List<Term> fitted(Call call) {
    return Term.of(call.applyAll(new DynamicQuantizeLinear(), call.value(0)));
  }
}
