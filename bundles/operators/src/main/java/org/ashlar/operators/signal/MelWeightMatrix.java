package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Triangular filters that make bands of equal width on the mel scale of a spectrum: band `j` rises
/// from place `p(j)` to 1 at `p(j + 1)` and falls to 0 at `p(j + 2)`, where `p(j) = ⌊(length + 1) ·
/// f / rate⌋` for the frequency `f = 700 (10^(m / 2595) - 1)` of the mel `m = low + j · (high -
/// low) / (bands
/// + 2)`.
///
/// Takes nothing, gives floats `[length / 2 + 1, bands]`. (ONNX operator MelWeightMatrix, whose
/// inputs are attributes here.)
///
/// @param length of the transform that gives the spectrum
/// @param rate samples a second
/// @param low the lowest frequency in Hertz
/// @param high the highest frequency in Hertz
public record MelWeightMatrix(
    long bands, long length, long rate, double low, double high, DType dtype) implements Operator {
  public MelWeightMatrix {
    if (bands < 1 || length < 1 || rate < 1 || !dtype.isFloat()) {
      throw new IllegalArgumentException(
          "melweightmatrix: needs positive bands, length and rate, and floats: "
              + bands
              + ", "
              + length
              + ", "
              + rate
              + ", "
              + dtype);
    }
  }

  public MelWeightMatrix() {
    this(8, 16, 8000, 0, 4000, DType.F32);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    Arguments.of(this, args, 0);
    return List.of(TensorType.of(dtype, length / 2 + 1, bands));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var i = Sizes.indices("i", 2);
    var at = i.getFirst();
    var first = place(i.get(1));
    var top = place(i.get(1).plus(Expr.of(1)));
    var end = place(i.get(1).plus(Expr.of(2)));
    var rising = quotient(at.minus(first), top.minus(first));
    var falling = quotient(end.minus(at), end.minus(top));
    var zero = Expr.of(dtype, 0);
    var below = top.lt(at).and(at.lt(end)).select(falling, zero);
    var above = first.le(at).and(at.lt(top)).select(rising, below);
    return Meaning.Indexed.of(i, at.eq(top).select(Expr.of(dtype, 1), above));
  }

  private Expr quotient(Expr x, Expr y) {
    return x.cast(dtype).over(y.cast(dtype));
  }

  /// The place in the spectrum where a band begins.
  private Expr place(Expr band) {
    double from = mel(low);
    double step = (mel(high) - from) / (bands + 2);
    var mel = band.cast(DType.F64).times(step).plus(from);
    var power = Expr.of(DType.F64, 10).pow(mel.over(2595));
    var hertz = power.minus(1).times(700);
    return new Expr.Unary(Op1.FLOOR, hertz.times(length + 1).over(rate)).cast(DType.I64);
  }

  private static double mel(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }
}
