package org.ashlar.ir;

import java.util.Arrays;
import java.util.List;

/// The sizes of a tensor's dimensions, outermost first; `[]` is a scalar. Each is an `i64`
/// expression over constants and {@link Expr.Size}.
public record Shape(List<Expr> sizes) {
  public Shape {
    sizes = List.copyOf(sizes);
    for (var size : sizes) {
      if (size.dtype() != DType.I64) {
        throw new IllegalArgumentException("shape: sizes must be i64: " + size.dtype());
      }
      if (size instanceof Expr.Const c && c.bits() < 0) {
        throw new IllegalArgumentException("shape: sizes must not be negative: " + c.bits());
      }
    }
  }

  public static Shape of(long... sizes) {
    return new Shape(Arrays.stream(sizes).mapToObj(n -> (Expr) Expr.of(n)).toList());
  }

  public int rank() {
    return sizes.size();
  }

  /// The size of a dimension; negative counts from the last, -1.
  public Expr size(int dimension) {
    return sizes.get(dimension < 0 ? dimension + rank() : dimension);
  }

  /// Whether every size is a known number.
  public boolean isConstant() {
    return sizes.stream().allMatch(Expr.Const.class::isInstance);
  }

  /// The sizes as numbers.
  ///
  /// @throws IllegalStateException when one is known at launch only
  public long[] constants() {
    return sizes.stream().mapToLong(Shape::constant).toArray();
  }

  /// The number of elements.
  ///
  /// @throws IllegalStateException when a size is known at launch only
  /// @throws ArithmeticException when the number exceeds 63 bits
  public long elements() {
    long n = 1;
    for (long size : constants()) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  private static long constant(Expr size) {
    if (size instanceof Expr.Const c) {
      return c.bits();
    }
    throw new IllegalStateException("shape: size is known at launch only: " + Text.of(size));
  }

  @Override
  public String toString() {
    return Text.of(this);
  }
}
