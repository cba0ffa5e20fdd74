package org.ashlar.ptx;

/// How a value differs between the lanes of a warp.
///
/// @param stride for affine values, what is added from lane to lane, where it is known; 0 else
/// @param known whether the stride is known
public record Variance(Kind kind, long stride, boolean known) {
  /// The same in all lanes.
  public static final Variance UNIFORM = new Variance(Kind.UNIFORM, 0, true);

  /// Anything.
  public static final Variance DIVERGENT = new Variance(Kind.DIVERGENT, 0, false);

  /// The kinds, from the most to the least regular.
  public enum Kind {
    UNIFORM,
    /// A base and a multiple of the lane's number, as long as sums stay within their type.
    AFFINE,
    DIVERGENT
  }

  static Variance affine(long stride, boolean known) {
    return known && stride == 0 ? UNIFORM : new Variance(Kind.AFFINE, known ? stride : 0, known);
  }

  boolean uniform() {
    return kind == Kind.UNIFORM;
  }

  boolean divergent() {
    return kind == Kind.DIVERGENT;
  }

  /// What holds for a value that is one or the other.
  Variance join(Variance other) {
    if (equals(other)) {
      return this;
    }
    return DIVERGENT;
  }

  Variance plus(Variance other, int sign) {
    return divergent() || other.divergent()
        ? DIVERGENT
        : affine(stride + sign * other.stride, known && other.known);
  }

  Variance times(long factor) {
    return divergent() ? DIVERGENT : affine(stride * factor, known);
  }

  /// Times a value that is the same in all lanes, but not known.
  Variance scaled() {
    return divergent() ? DIVERGENT : uniform() ? UNIFORM : affine(0, false);
  }
}
