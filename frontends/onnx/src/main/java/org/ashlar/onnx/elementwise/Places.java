package org.ashlar.onnx.elementwise;

import java.util.Arrays;
import org.ashlar.onnx.translate.Call;

/// The places of a tensor that others are broadcast to, on the host.
record Places(long[] sizes) {
  /// The sizes that all are broadcast to.
  static Places broadcast(Call call, long[]... all) {
    int rank = Arrays.stream(all).mapToInt(s -> s.length).max().orElse(0);
    var sizes = new long[rank];
    Arrays.fill(sizes, 1);
    for (var own : all) {
      for (int d = 0; d < own.length; d++) {
        int at = rank - own.length + d;
        if (sizes[at] == 1) {
          sizes[at] = own[d];
        } else if (own[d] != 1 && own[d] != sizes[at]) {
          throw call.refuse("sizes do not broadcast: " + Arrays.deepToString(all));
        }
      }
    }
    return new Places(sizes);
  }

  int count() {
    long count = 1;
    for (long size : sizes) {
      count = Math.multiplyExact(count, size);
    }
    return Math.toIntExact(count);
  }

  /// The element of a tensor of these sizes that stands at an element of the result.
  int of(long[] own, int element) {
    long place = 0;
    long step = 1;
    long rest = element;
    for (int d = sizes.length - 1; d >= 0; d--) {
      long at = rest % sizes[d];
      rest /= sizes[d];
      int mine = d - (sizes.length - own.length);
      if (mine >= 0) {
        place += own[mine] == 1 ? 0 : at * step;
        step *= own[mine];
      }
    }
    return Math.toIntExact(place);
  }
}
