package org.ashlar.swap.load;

/// How long requests took, in classes of a sixteenth of each power of two: the same memory however
/// many there are. The longest is exact.
final class Latencies {
  private static final int PARTS = 16;

  private final long[] counts = new long[64 * PARTS];
  private long total;
  private long longest;

  void add(long nanos) {
    counts[index(nanos)]++;
    total++;
    longest = Math.max(longest, nanos);
  }

  void addAll(Latencies others) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += others.counts[i];
    }
    total += others.total;
    longest = Math.max(longest, others.longest);
  }

  /// The time in milliseconds that a part of the requests stayed below: 0.5 is the median, 1 the
  /// longest.
  double at(double part) {
    if (part >= 1) {
      return longest / 1e6;
    }
    long rank = (long) (part * total);
    for (int i = 0; i < counts.length; i++) {
      rank -= counts[i];
      if (rank < 0) {
        return middle(i) / 1e6;
      }
    }
    return longest / 1e6;
  }

  private static int index(long nanos) {
    if (nanos < PARTS) {
      return (int) Math.max(0, nanos);
    }
    int power = 63 - Long.numberOfLeadingZeros(nanos);
    return (power - 3) * PARTS + (int) (nanos >>> power - 4 & PARTS - 1);
  }

  private static double middle(int index) {
    if (index < PARTS) {
      return index;
    }
    int power = index / PARTS + 3;
    return Math.scalb(1.0 + (index % PARTS + 0.5) / PARTS, power);
  }
}
