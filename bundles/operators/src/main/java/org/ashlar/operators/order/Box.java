package org.ashlar.operators.order;

import org.ashlar.ir.TensorData;

/// A rectangle between two corners.
record Box(double top, double left, double bottom, double right) {
  /// A box of a tensor `[.., 4]`.
  static Box of(TensorData boxes, long box, boolean centered) {
    double a = boxes.get(4 * box);
    double b = boxes.get(4 * box + 1);
    double c = boxes.get(4 * box + 2);
    double d = boxes.get(4 * box + 3);
    return centered
        ? new Box(b - d / 2, a - c / 2, b + d / 2, a + c / 2)
        : new Box(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d));
  }

  double area() {
    return (bottom - top) * (right - left);
  }

  /// The area of both, divided by the area of either; 0 where one has none.
  double overlap(Box other) {
    double height = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    double width = Math.min(right, other.right) - Math.max(left, other.left);
    if (area() <= 0 || other.area() <= 0 || height <= 0 || width <= 0) {
      return 0;
    }
    double both = height * width;
    return both / (area() + other.area() - both);
  }
}
