package org.ashlar.operators.order;

import java.util.Arrays;
import java.util.Comparator;
import org.ashlar.ir.Codec;
import org.ashlar.ir.TensorData;

/// A tensor as the rows along one of its dimensions, with the order of their elements: numbers as
/// they are, both zeros equal, NaN above everything.
///
/// @param length the elements of a row
/// @param stride from one element of a row to the next, in elements
record Lanes(TensorData data, long length, long stride) {
  static Lanes along(TensorData data, int axis) {
    long[] sizes = data.sizes();
    long stride = 1;
    for (int d = axis + 1; d < sizes.length; d++) {
      stride *= sizes[d];
    }
    return new Lanes(data, sizes[axis], stride);
  }

  long count() {
    return length == 0 ? 0 : data.elements() / length;
  }

  /// The element of the whole tensor that a row has at a place.
  long element(long row, long place) {
    return (row / stride * length + place) * stride + row % stride;
  }

  /// The places of a row in the order of their elements; equal ones stay in the order of places.
  Integer[] sorted(long row, boolean descending) {
    long[] keys = new long[Math.toIntExact(length)];
    var places = new Integer[keys.length];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = key(data, element(row, k));
      places[k] = k;
    }
    Comparator<Integer> order =
        descending
            ? (x, y) -> Long.compare(keys[y], keys[x])
            : (x, y) -> Long.compare(keys[x], keys[y]);
    Arrays.sort(places, order);
    return places;
  }

  /// A number that is compared as the element is.
  static long key(TensorData data, long element) {
    long bits = data.bits(element);
    return switch (data.dtype().kind()) {
      case FLOAT -> {
        double number = Codec.decode(data.dtype(), bits);
        // adding 0 makes -0 the other zero
        long ordered = Double.doubleToLongBits(number + 0.0);
        yield Double.isNaN(number) ? Long.MAX_VALUE : ordered ^ (ordered >> 63) & Long.MAX_VALUE;
      }
      case UNSIGNED -> data.dtype().bits() == 64 ? bits ^ Long.MIN_VALUE : bits;
      case BOOL, SIGNED -> bits;
      case COMPLEX, STRING ->
          throw new IllegalArgumentException("order: " + data.dtype() + " has no order");
    };
  }
}
