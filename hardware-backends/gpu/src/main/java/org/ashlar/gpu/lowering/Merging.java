package org.ashlar.gpu.lowering;

import java.util.List;
import org.ashlar.gpu.timing.Effect;

/// Makes one access of several to shared memory that lie next to each other, as far as what divides
/// their address allows.
final class Merging {
  private static final int MOST = 16;

  private Merging() {}

  static void merge(List<Op> ops) {
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < ops.size(); i++) {
        for (int j = i + 1; j < ops.size() && mergeable(ops.get(i)); j++) {
          var first = ops.get(i);
          var second = ops.get(j);
          if (pair(first, second) || pair(second, first)) {
            boolean store = first.effect == Effect.STORE;
            var low = first.offset < second.offset ? first : second;
            var kept = store ? second : first;
            var gone = store ? first : second;
            kept.offset = low.offset;
            kept.bytes *= 2;
            kept.results.addAll(gone.results);
            kept.sources.addAll(gone.sources);
            ops.remove(store ? i : j);
            changed = true;
            break;
          }
          if (stops(first, second)) {
            break;
          }
        }
      }
    }
  }

  /// One operation clears two registers.
  static void clear(List<Op> ops) {
    for (int i = 0; i + 1 < ops.size(); i++) {
      var first = ops.get(i);
      var second = ops.get(i + 1);
      if (first.name.equals("CS2R")
          && second.name.equals("CS2R")
          && first.sources.isEmpty()
          && second.sources.isEmpty()) {
        first.results.addAll(second.results);
        ops.remove(i + 1);
      }
    }
  }

  private static boolean mergeable(Op op) {
    return (op.effect == Effect.LOAD || op.effect == Effect.STORE)
        && op.shared
        && !op.ordered
        && op.lanes == 32
        && op.bytes >= 4
        && op.bytes < MOST
        && (op.name.equals("LDS") || op.name.equals("STS"));
  }

  /// Whether the second lies right behind the first, and both together where one access may be.
  private static boolean pair(Op first, Op second) {
    return mergeable(first)
        && mergeable(second)
        && first.effect == second.effect
        && first.base.equals(second.base)
        && first.bytes == second.bytes
        && second.offset == first.offset + first.bytes
        && first.alignment % (2L * first.bytes) == 0
        && first.offset % (2L * first.bytes) == 0;
  }

  /// Whether an access may not move over another.
  private static boolean stops(Op first, Op second) {
    if (second.effect == Effect.BARRIER
        || second.effect == Effect.FENCE
        || second.ordered && second.shared) {
      return true;
    }
    boolean apart =
        first.base.equals(second.base)
            && (first.offset + first.bytes <= second.offset
                || second.offset + second.bytes <= first.offset);
    return second.memory() && second.shared && (first.writes() || second.writes()) && !apart;
  }
}
