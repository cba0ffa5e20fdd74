package org.ashlar.rules;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.Conv;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;
import org.ashlar.operators.product.MatMulInteger;

/// Products of dequantised numbers are products of integers, scaled afterwards: `Σ sa·(a - za) ·
/// sb·(b - zb) = sa·sb · Σ (a - za) · (b - zb)`.
///
/// Holds where scales do not change along the sum: one number, one a row of the first factor, one a
/// column of the second, one a channel of a convolution's result. Integer sums are exact (of at
/// most [#MOST] terms, which cannot overflow 32 bits) and are rounded once, where each float
/// product and each partial sum would be: results differ by rounding only, and are the closer ones.
public final class MultiplyIntegers implements Rule {
  /// So many products of numbers from -255 to 255 fit 32 bits.
  static final long MOST = Integer.MAX_VALUE / (255 * 255);

  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case MatMul _, Gemm _, Conv _ when value.tensor().dtype() == DType.F32 ->
          Dequantised.of(value.arg(0))
              .flatMap(a -> Dequantised.of(value.arg(1)).map(b -> product(value, a, b)))
              .orElse(value);
      default -> value;
    };
  }

  private static Value product(Value value, Dequantised a, Dequantised b) {
    return switch (value.op()) {
      case MatMul _ -> matrix(value, a, b);
      case Gemm g -> gemm(value, g, a, b);
      case Conv c -> convolution(value, c, a, b);
      default -> value;
    };
  }

  private static Value matrix(Value otherwise, Dequantised a, Dequantised b) {
    int left = a.x().tensor().rank();
    int right = b.x().tensor().rank();
    boolean outside =
        (a.isUniform() || left > 1 && a.axis() == left - 2)
            && (b.isUniform() || right > 1 && b.axis() == right - 1);
    if (!outside || !isShort(a.x().tensor().size(-1))) {
      return otherwise;
    }
    var sums = Build.apply(new MatMulInteger(), a.x(), b.x(), a.zero(), b.zero());
    var rows = a.isUniform() ? a.scale() : Build.reshape(a.scale(), -1, 1);
    var real = Build.cast(sums, DType.F32);
    return a.isUniform() || b.isUniform()
        ? Build.mul(real, Build.mul(rows, b.scale()))
        : Build.mul(Build.mul(real, rows), b.scale());
  }

  private static Value gemm(Value value, Gemm g, Dequantised a, Dequantised b) {
    var real =
        matrix(value, g.transposeA() ? a.transposed() : a, g.transposeB() ? b.transposed() : b);
    if (real == value) {
      return value;
    }
    var product = times(real, g.alpha());
    return value.args().size() == 2 ? product : Build.add(product, times(value.arg(2), g.beta()));
  }

  private static Value times(Value x, double factor) {
    return factor == 1 ? x : Build.mul(x, factor);
  }

  private static Value convolution(Value value, Conv c, Dequantised x, Dequantised weight) {
    var sizes = weight.x().tensor().shape().sizes();
    boolean outside = x.isUniform() && (weight.isUniform() || weight.axis() == 0);
    if (!outside || !isShort(Sizes.product(sizes.subList(1, sizes.size())))) {
      return value;
    }
    var op = new ConvInteger(c.strides(), c.pads(), c.dilations(), c.groups(), c.padding());
    var args = List.of(x.x(), weight.x(), x.zero(), weight.zero());
    var real = Build.cast(value.graph().apply(op, args), DType.F32);
    var scale = weight.isUniform() ? weight.scale() : Build.channels(weight.scale(), sizes.size());
    var scaled = Build.mul(real, Build.mul(x.scale(), scale));
    return value.args().size() == 2
        ? scaled
        : Build.add(scaled, Build.channels(value.arg(2), sizes.size()));
  }

  private static boolean isShort(Expr terms) {
    return Sizes.known(terms).map(n -> n <= MOST).orElse(false);
  }
}
