package org.ashlar.gpu.engine;

import java.math.BigDecimal;
import java.util.List;

/// The direction in which a result is rounded: `.rn`, `.rz`, `.rm`, `.rp`.
///
/// Directed results are found by comparing the nearest float with the exact value.
enum Rounding {
  NEAREST,
  ZERO,
  DOWN,
  UP;

  /// @param suffixes of an instruction; nearest where none says otherwise
  static Rounding of(List<String> suffixes) {
    for (var suffix : suffixes) {
      switch (suffix) {
        case "rz" -> {
          return ZERO;
        }
        case "rm" -> {
          return DOWN;
        }
        case "rp" -> {
          return UP;
        }
        default -> {}
      }
    }
    return NEAREST;
  }

  /// @param exact the value before rounding, not zero
  float single(BigDecimal exact) {
    float near = exact.floatValue();
    if (this == NEAREST) {
      return near;
    }
    if (Float.isInfinite(near)) {
      return towardsInfinity(near > 0) ? near : Math.copySign(Float.MAX_VALUE, near);
    }
    int side = new BigDecimal(near).compareTo(exact);
    if (side < 0 && up(exact)) {
      return Math.nextUp(near);
    }
    return side > 0 && !up(exact) ? Math.nextDown(near) : near;
  }

  double twice(BigDecimal exact) {
    double near = exact.doubleValue();
    if (this == NEAREST) {
      return near;
    }
    if (Double.isInfinite(near)) {
      return towardsInfinity(near > 0) ? near : Math.copySign(Double.MAX_VALUE, near);
    }
    int side = new BigDecimal(near).compareTo(exact);
    if (side < 0 && up(exact)) {
      return Math.nextUp(near);
    }
    return side > 0 && !up(exact) ? Math.nextDown(near) : near;
  }

  /// Corrects a nearest quotient or root: `side` tells where it lies from the exact value.
  double corrected(double near, int side, boolean single) {
    if (side == 0 || this == NEAREST) {
      return near;
    }
    boolean up = this == UP || this == ZERO && near < 0;
    if (up == side > 0) {
      return near;
    }
    if (single) {
      return up ? Math.nextUp((float) near) : Math.nextDown((float) near);
    }
    return up ? Math.nextUp(near) : Math.nextDown(near);
  }

  /// The sign of a sum that is exactly zero, where its terms have different signs.
  double zero() {
    return this == DOWN ? -0.0 : 0.0;
  }

  private boolean towardsInfinity(boolean positive) {
    return this == (positive ? UP : DOWN);
  }

  private boolean up(BigDecimal exact) {
    return this == UP || this == ZERO && exact.signum() < 0;
  }
}
