package org.ashlar.operators.signal;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// The discrete Fourier transform along an axis: `y[k] = Σₙ x[n] · exp(-2πi k n / length)`.
///
/// The last dimension has the parts of a number: 1 for real ones, 2 for complex ones, real part
/// first; the result has 2. The inverse has `+2πi` and the factor `1 / length`. What is shorter
/// than the length is filled with zeros, what is longer is cut. Takes floats; sums are `f64` and
/// are rounded once. (ONNX operator DFT.)
///
/// @param axis along which, negative from the last; not the last itself
/// @param length of the transform; 0 for the size of the axis
/// @param onesided whether of the conjugate halves that real numbers give only the first is given,
///   `length / 2 + 1` places. The inverse then takes that half, its length is `2 · (size - 1)`
///   unless it is given, and its result is real, with 1 part
public record Dft(long axis, long length, boolean inverse, boolean onesided) implements Operator {
  public Dft {
    if (length < 0) {
      throw new IllegalArgumentException("dft: the length must not be negative: " + length);
    }
  }

  public Dft() {
    this(-2, 0, false, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    a.require(a.rank(0) >= 2, "takes an axis, and the parts of numbers in the last dimension")
        .require(
            Sizes.is(a.get(0).size(-1), 1) || Sizes.is(a.get(0).size(-1), 2),
            "numbers have 1 or 2 parts")
        .require(along(a) < a.rank(0) - 1, "the last dimension has the parts of numbers")
        .require(
            !onesided || inverse == Sizes.is(a.get(0).size(-1), 2),
            inverse ? "half a spectrum is complex" : "half a spectrum is that of real numbers")
        .require(Sizes.known(full(a)).orElse(1L) > 0, "the length is 0");
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.set(along(a), onesided && !inverse ? half(full(a)) : full(a));
    sizes.set(a.rank(0) - 1, Expr.of(onesided && inverse ? 1 : 2));
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = (TensorType) infer(args).getFirst();
    return Compose.of(
        name(),
        args,
        v -> {
          var z = new Transform(inverse ? -1 : 1).of(numbers(a, v.getFirst()));
          var shape = z.tensor().shape();
          var sizes = List.of(shape.size(0), result.size(along(a)), shape.size(2), result.size(-1));
          var cut = new Shape(sizes);
          var kept =
              cut.equals(shape)
                  ? z
                  : Build.apply(new Slice(List.of(0L, 0L, 0L, 0L), cut, List.of()), z);
          var scaled =
              inverse ? Build.div(kept, Build.size(kept.graph(), DType.F64, full(a))) : kept;
          return Build.cast(Build.reshape(scaled, result.shape()), a.dtype(0));
        });
  }

  /// The argument as complex numbers `[before, length, after, 2]` in `f64`.
  private Value numbers(Arguments a, Value x) {
    int along = along(a);
    var sizes = a.get(0).shape().sizes();
    var size = sizes.get(along);
    var before = Sizes.product(sizes.subList(0, along));
    var after = Sizes.product(sizes.subList(along + 1, a.rank(0) - 1));
    var flat = Build.reshape(x, new Shape(List.of(before, size, after, sizes.getLast())));
    var read = new Arguments(name(), List.of(flat.tensor()));
    var i = Sizes.indices("i", 4);
    var n = i.get(1);
    var part = i.get(3);
    var zero = Expr.of(DType.F64, 0);
    Expr number;
    if (Sizes.is(sizes.getLast(), 1)) {
      var real = wide(read, i.get(0), n, i.get(2), Expr.of(0));
      number = part.eq(Expr.of(0)).select(real, zero);
    } else {
      number = wide(read, i.get(0), n, i.get(2), part);
    }
    number = inside(number, n, size, full(a));
    if (onesided && inverse) {
      // the second half has the conjugates of the first, backwards
      var opposite = Sizes.subtract(full(a), n);
      var mirror = wide(read, i.get(0), opposite, i.get(2), part);
      var conjugate = part.eq(Expr.of(0)).select(mirror, mirror.negate());
      number = n.lt(half(full(a))).select(number, inside(conjugate, opposite, size, half(full(a))));
    }
    var shape = new Shape(List.of(before, full(a), after, Expr.of(2)));
    return Build.apply(
        new Derived("numbers", Meaning.Indexed.of(i, number), new TensorType(DType.F64, shape)),
        flat);
  }

  /// The number, or 0 where the axis ends before the length does.
  private static Expr inside(Expr number, Expr at, Expr size, Expr length) {
    boolean isLong = Sizes.known(Sizes.subtract(size, length)).map(more -> more >= 0).orElse(false);
    return isLong ? number : at.lt(size).select(number, Expr.of(DType.F64, 0));
  }

  private static Expr wide(Arguments a, Expr... at) {
    return a.read(0, at).cast(DType.F64);
  }

  private int along(Arguments a) {
    return a.axis(axis, a.rank(0));
  }

  /// The length of the transform.
  private Expr full(Arguments a) {
    var size = a.get(0).size(along(a));
    return length > 0
        ? Expr.of(length)
        : onesided && inverse ? Sizes.multiply(Sizes.add(size, -1), 2) : size;
  }

  private static Expr half(Expr length) {
    return Sizes.add(Sizes.floorDiv(length, 2), 1);
  }
}
