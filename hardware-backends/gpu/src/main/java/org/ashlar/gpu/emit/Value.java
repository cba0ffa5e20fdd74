package org.ashlar.gpu.emit;

/// A register, or a number that stands in the text.
///
/// @param text `%r3`, `17`, `0f3F800000`
record Value(Kind kind, String text) {
  static Value whole(Kind kind, long number) {
    return new Value(kind, number == Long.MIN_VALUE ? "0x8000000000000000" : Long.toString(number));
  }

  static Value single(float number) {
    return new Value(Kind.SINGLE, "0f%08X".formatted(Float.floatToRawIntBits(number)));
  }

  static Value number(double number) {
    return new Value(Kind.DOUBLE, "0d%016X".formatted(Double.doubleToRawLongBits(number)));
  }

  boolean isConstant() {
    return !text.startsWith("%");
  }

  /// The number of a whole constant.
  long number() {
    return Long.decode(text.equals("0x8000000000000000") ? "-0x8000000000000000" : text);
  }

  @Override
  public String toString() {
    return text;
  }
}
