package org.ashlar.operators.pool;

import java.util.List;
import java.util.stream.LongStream;
import org.ashlar.operators.Arguments;

/// What the poolings over a whole image share.
final class GlobalPool {
  private GlobalPool() {}

  /// The dimensions after batch and channels.
  static List<Long> axes(Arguments a) {
    a.require(a.rank(0) >= 3, "takes batch, channels and at least one dimension");
    return LongStream.range(2, a.rank(0)).boxed().toList();
  }
}
