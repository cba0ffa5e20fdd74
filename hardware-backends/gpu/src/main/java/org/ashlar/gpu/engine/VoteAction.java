package org.ashlar.gpu.engine;

import java.util.function.LongBinaryOperator;

/// Instructions in which lanes find out something together: `vote`, `activemask`, `redux`, `match`.
final class VoteAction extends Action {
  /// What they find out.
  enum Question {
    ALL,
    ANY,
    /// Whether all say the same.
    SAME,
    BALLOT,
    ACTIVE,
    /// One number of all their numbers.
    REDUCE,
    /// Who has the same number as a lane.
    MATCH_ANY,
    /// Whether all have the same number: the mask of all, or zero.
    MATCH_ALL
  }

  private final Question question;
  private final int result;
  private final int source;
  private final boolean negated;
  private final int found;
  private final LongBinaryOperator combine;

  /// @param found of `match.all`: the place of the predicate, or -1
  VoteAction(
      Question question,
      int result,
      int source,
      boolean negated,
      int found,
      LongBinaryOperator combine) {
    this.question = question;
    this.result = result;
    this.source = source;
    this.negated = negated;
    this.found = found;
    this.combine = combine;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    int ballot = 0;
    long reduced = 0;
    boolean same = true;
    int first = Integer.numberOfTrailingZeros(mask);
    var values = new long[Grid.WARP];
    if (question != Question.ACTIVE) {
      for (int m = mask; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        long value = r[source + lane];
        values[lane] = value;
        ballot |= value != 0 != negated ? 1 << lane : 0;
        same &= value == r[source + first];
        reduced = lane == first ? value : combine.applyAsLong(reduced, value);
      }
    }
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      r[result + lane] =
          switch (question) {
            case ALL -> ballot == mask ? 1 : 0;
            case ANY -> ballot != 0 ? 1 : 0;
            case SAME -> ballot == 0 || ballot == mask ? 1 : 0;
            case BALLOT -> ballot & 0xFFFFFFFFL;
            case ACTIVE -> mask & 0xFFFFFFFFL;
            case REDUCE -> reduced & 0xFFFFFFFFL;
            case MATCH_ANY -> equal(values, mask, values[lane]);
            case MATCH_ALL -> same ? mask & 0xFFFFFFFFL : 0;
          };
      if (found >= 0) {
        r[found + lane] = same ? 1 : 0;
      }
    }
  }

  private static long equal(long[] values, int mask, long value) {
    long found = 0;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      found |= values[lane] == value ? 1L << lane : 0;
    }
    return found;
  }
}
