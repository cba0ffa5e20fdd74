package org.ashlar.onnx.signal;

import java.util.List;
import java.util.function.Function;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.signal.BlackmanWindow;
import org.ashlar.operators.signal.HammingWindow;
import org.ashlar.operators.signal.HannWindow;
import org.ashlar.operators.signal.MelWeightMatrix;

/// Windows and filters, made of nothing but sizes.
final class Shapes {
  private Shapes() {}

  /// A window of some size, periodic or not.
  @FunctionalInterface
  private interface Window {
    Operator of(long size, boolean periodic, DType dtype);
  }

  static List<Term> hann(Call call) {
    return window(call, HannWindow::new);
  }

  static List<Term> hamming(Call call) {
    return window(call, HammingWindow::new);
  }

  static List<Term> blackman(Call call) {
    return window(call, BlackmanWindow::new);
  }

  private static List<Term> window(Call call, Window window) {
    boolean periodic = call.whole("periodic", 1) != 0;
    long size = call.wholes(0)[0];
    return made(call, dtype -> window.of(size, periodic, dtype));
  }

  static List<Term> mel(Call call) {
    return made(
        call,
        dtype ->
            new MelWeightMatrix(
                call.wholes(0)[0],
                call.wholes(1)[0],
                call.wholes(2)[0],
                call.reals(3)[0],
                call.reals(4)[0],
                dtype));
  }

  /// Made as floats; whole numbers cut the fractions off.
  private static List<Term> made(Call call, Function<DType, Operator> op) {
    var to = call.dtype("output_datatype", DType.F32);
    Value made = call.apply(op.apply(to.isFloat() ? to : DType.F64));
    return Term.of(Build.cast(made, to));
  }
}
