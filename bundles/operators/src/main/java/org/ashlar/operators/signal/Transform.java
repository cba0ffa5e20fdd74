package org.ashlar.operators.signal;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// The discrete Fourier transform of complex numbers `z[p, n, q, 2]` in `f64` along dimension 1,
/// without a factor.
///
/// A length `a · b` is done in two sums (Cooley and Tukey 1965): with `n = n₁ b + n₂` and `k = k₁ +
/// a k₂`, first over `n₁` for each `k₁` and `n₂`, with the whole length's root of unity; what is
/// left is a transform of length `b`. Other lengths are one sum.
///
/// @param sign 1 for the transform, -1 for its inverse
record Transform(int sign) {
  /// The largest factor that one sum does.
  private static final long RADIX = 16;

  Value of(Value z) {
    var length = Sizes.known(z.tensor().size(1));
    long first = length.map(Transform::factor).orElse(1L);
    return first == 1 ? whole(z) : split(z, first);
  }

  /// The largest factor that is not the whole, or 1.
  private static long factor(long length) {
    for (long a = RADIX; a > 1 && length > RADIX; a--) {
      if (length % a == 0) {
        return a;
      }
    }
    return 1;
  }

  /// `y[p, k, q] = Σ z[p, n, q] · ωᵏⁿ`
  private Value whole(Value z) {
    var a = arguments(z);
    var i = Sizes.indices("i", 4);
    var n = Axis.of("n", z.tensor().size(1));
    var term = term(a, i.get(0), n.index(), i.get(2), i.get(3), i.get(1).times(n.index()));
    return sum(z, "dft", i, n, term, z.tensor().shape());
  }

  private Value split(Value z, long first) {
    var size = z.tensor().shape();
    long rest = Sizes.known(size.size(1)).orElseThrow() / first;
    var a = arguments(z);
    // i: p, k1, n2, q and the part of the number
    var i = Sizes.indices("i", 5);
    var n = Axis.of("n", first);
    var from = Sizes.add(Sizes.multiply(n.index(), rest), i.get(2));
    var term = term(a, i.get(0), from, i.get(3), i.get(4), i.get(1).times(from));
    var cut =
        new Shape(List.of(size.size(0), Expr.of(first), Expr.of(rest), size.size(2), Expr.of(2)));
    var sums = sum(z, "dft", i, n, term, cut);
    var rows = Sizes.multiply(size.size(0), first);
    var flat = new Shape(List.of(rows, Expr.of(rest), size.size(2), Expr.of(2)));
    return joined(of(Build.reshape(sums, flat)), first, size);
  }

  /// `y[p, k₁ + a k₂, q] = u[p a + k₁, k₂, q]`
  private static Value joined(Value u, long first, Shape shape) {
    var i = Sizes.indices("i", 4);
    var a = new Arguments("dft", List.of(u.tensor()));
    var row = Sizes.add(Sizes.multiply(i.get(0), first), Sizes.floorMod(i.get(1), Expr.of(first)));
    var read = a.read(0, row, Sizes.floorDiv(i.get(1), first), i.get(2), i.get(3));
    return Build.apply(
        new Derived("dft_order", Meaning.Indexed.of(i, read), new TensorType(DType.F64, shape)), u);
  }

  private static Arguments arguments(Value z) {
    var table = new Shape(List.of(z.tensor().size(1), Expr.of(2)));
    return new Arguments("dft", List.of(z.tensor(), new TensorType(DType.F64, table)));
  }

  /// One part of the number `z[p, n, q] · ωᵉ`, where `ω = exp(-2πi / length)`.
  private Expr term(Arguments a, Expr p, Expr n, Expr q, Expr part, Expr power) {
    var turn = Sizes.floorMod(power, a.get(0).size(1));
    var cosine = a.read(1, turn, Expr.of(0));
    var sine = a.read(1, turn, Expr.of(1));
    var signed = part.eq(Expr.of(0)).select(Expr.of(DType.F64, sign), Expr.of(DType.F64, -sign));
    var other = Sizes.subtract(Expr.of(1), part);
    return a.read(0, p, n, q, part)
        .times(cosine)
        .plus(a.read(0, p, n, q, other).times(sine).times(signed));
  }

  private static Value sum(
      Value z, String label, List<Expr.Index> result, Axis n, Expr term, Shape shape) {
    var meaning = new Meaning.Indexed(result, List.of(n), Reducer.sum(DType.F64), List.of(term));
    return Build.apply(
        new Derived(label, meaning, new TensorType(DType.F64, shape)),
        z,
        roots(z.graph(), z.tensor().size(1)));
  }

  /// Cosine and sine of every whole share of a turn.
  private static Value roots(Graph graph, Expr length) {
    var i = Sizes.indices("i", 2);
    var angle = i.getFirst().cast(DType.F64).times(2 * Math.PI).over(length.cast(DType.F64));
    var body = i.get(1).eq(Expr.of(0)).select(angle.cos(), angle.sin());
    var shape = new Shape(List.of(length, Expr.of(2)));
    return graph.apply(
        new Derived(
            "roots_of_unity", Meaning.Indexed.of(i, body), new TensorType(DType.F64, shape)));
  }
}
