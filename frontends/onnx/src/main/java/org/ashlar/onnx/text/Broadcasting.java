package org.ashlar.onnx.text;

import java.util.Arrays;
import org.ashlar.onnx.translate.Call;

/// Shapes of strings aligned at the last dimension, where size 1 repeats.
final class Broadcasting {
  private Broadcasting() {}

  static long[] sizes(Call call, long[] x, long[] y) {
    long[] sizes = new long[Math.max(x.length, y.length)];
    for (int d = 1; d <= sizes.length; d++) {
      long a = d <= x.length ? x[x.length - d] : 1;
      long b = d <= y.length ? y[y.length - d] : 1;
      if (a != b && a != 1 && b != 1) {
        throw call.refuse(
            "shapes do not broadcast: " + Arrays.toString(x) + " and " + Arrays.toString(y));
      }
      sizes[sizes.length - d] = a == 1 ? b : a;
    }
    return sizes;
  }

  /// For each element of the result the element of an argument of the sizes `from`.
  static int[] places(long[] from, long[] to) {
    long count = 1;
    for (long size : to) {
      count *= size;
    }
    int[] places = new int[Math.toIntExact(count)];
    for (int i = 0; i < places.length; i++) {
      long rest = i;
      long stride = 1;
      long place = 0;
      for (int d = to.length - 1; d >= 0; d--) {
        int own = d - to.length + from.length;
        if (own >= 0) {
          place += from[own] == 1 ? 0 : rest % to[d] * stride;
          stride *= from[own];
        }
        rest /= to[d];
      }
      places[i] = (int) place;
    }
    return places;
  }
}
