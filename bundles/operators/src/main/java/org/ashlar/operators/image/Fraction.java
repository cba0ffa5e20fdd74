package org.ashlar.operators.image;

/// A number as a quotient of whole ones, so that places are computed exactly.
record Fraction(long up, long down) {
  /// The first convergent of the number's continued fraction that is the same `f32`: `0.6` is 3/5.
  static Fraction of(double number) {
    long up = 1;
    long down = 0;
    long lastUp = 0;
    long lastDown = 1;
    double rest = Math.abs(number);
    while (true) {
      long whole = (long) Math.floor(rest);
      long nextUp = whole * up + lastUp;
      long nextDown = whole * down + lastDown;
      lastUp = up;
      lastDown = down;
      up = nextUp;
      down = nextDown;
      if ((float) ((double) up / down) == (float) Math.abs(number) || rest == whole) {
        return new Fraction(number < 0 ? -up : up, down);
      }
      rest = 1 / (rest - whole);
    }
  }
}
