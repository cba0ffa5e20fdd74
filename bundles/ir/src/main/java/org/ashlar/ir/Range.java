package org.ashlar.ir;

/// The whole numbers from `min` to `max`, both included; never empty. Arithmetic on ranges is that
/// of mathematics, not of 64-bit wrapping: what leaves 64 bits gives {@link #ALL}.
public record Range(long min, long max) {
  /// Every `i64`: nothing is known.
  public static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

  public Range {
    if (min > max) {
      throw new IllegalArgumentException("range: empty: " + min + ".." + max);
    }
  }

  public static Range of(long only) {
    return new Range(only, only);
  }

  public boolean isSingle() {
    return min == max;
  }

  public boolean isAll() {
    return equals(ALL);
  }

  public boolean contains(long x) {
    return min <= x && x <= max;
  }

  public boolean within(long least, long most) {
    return least <= min && max <= most;
  }

  public Range plus(Range y) {
    try {
      return new Range(Math.addExact(min, y.min), Math.addExact(max, y.max));
    } catch (ArithmeticException _) {
      return ALL;
    }
  }

  public Range minus(Range y) {
    try {
      return new Range(Math.subtractExact(min, y.max), Math.subtractExact(max, y.min));
    } catch (ArithmeticException _) {
      return ALL;
    }
  }

  public Range times(Range y) {
    try {
      return hull(
          Math.multiplyExact(min, y.min),
          Math.multiplyExact(min, y.max),
          Math.multiplyExact(max, y.min),
          Math.multiplyExact(max, y.max));
    } catch (ArithmeticException _) {
      return ALL;
    }
  }

  /// The quotients rounded down; what division by zero gives (0) is among them where it can happen.
  public Range floorDiv(Range y) {
    if (y.isSingle() && y.min == 0) {
      return of(0);
    }
    if (y.min <= 0) {
      return ALL;
    }
    return hull(
        Math.floorDiv(min, y.min),
        Math.floorDiv(min, y.max),
        Math.floorDiv(max, y.min),
        Math.floorDiv(max, y.max));
  }

  public Range floorMod(Range y) {
    if (y.min <= 0) {
      return y.min == Long.MIN_VALUE
          ? ALL
          : new Range(Math.min(0, y.min + 1), Math.max(0, y.max - 1));
    }
    return min >= 0 && max < y.min
        ? this
        : new Range(0, min >= 0 ? Math.min(max, y.max - 1) : y.max - 1);
  }

  public Range min(Range y) {
    return new Range(Math.min(min, y.min), Math.min(max, y.max));
  }

  public Range max(Range y) {
    return new Range(Math.max(min, y.min), Math.max(max, y.max));
  }

  /// The least range that holds both.
  public Range or(Range y) {
    return new Range(Math.min(min, y.min), Math.max(max, y.max));
  }

  /// What both hold; this one where they share nothing (which says that the place is never
  /// reached).
  public Range and(Range y) {
    long least = Math.max(min, y.min);
    long most = Math.min(max, y.max);
    return least <= most ? new Range(least, most) : this;
  }

  private static Range hull(long a, long b, long c, long d) {
    return new Range(
        Math.min(Math.min(a, b), Math.min(c, d)), Math.max(Math.max(a, b), Math.max(c, d)));
  }

  @Override
  public String toString() {
    return min + ".." + max;
  }
}
