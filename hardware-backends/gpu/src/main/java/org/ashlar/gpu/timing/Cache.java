package org.ashlar.gpu.timing;

/// A cache of lines of 128 bytes in sectors of 32, with several ways and the least recently used
/// leaving.
final class Cache {
  static final int LINE = 128;
  static final int SECTORS = 4;

  private final int sets;
  private final int ways;
  private final long[] tags;
  private final long[] used;
  private final byte[] valid;
  private final byte[] dirty;
  private long clock;

  Cache(double kib, int ways) {
    int lines = Math.max(ways, (int) (kib * 1024 / LINE));
    this.ways = ways;
    this.sets = Math.max(1, lines / ways);
    this.tags = new long[sets * ways];
    this.used = new long[sets * ways];
    this.valid = new byte[sets * ways];
    this.dirty = new byte[sets * ways];
    java.util.Arrays.fill(tags, -1);
  }

  int lines() {
    return tags.length;
  }

  /// Where a line is; -1 where it is not.
  int find(long line) {
    int set = set(line) * ways;
    for (int i = set; i < set + ways; i++) {
      if (tags[i] == line) {
        used[i] = ++clock;
        return i;
      }
    }
    return -1;
  }

  /// Makes room for a line that is not there, and returns its place; [#leaving] says what had to
  /// go.
  int place(long line) {
    int set = set(line) * ways;
    int oldest = set;
    for (int i = set; i < set + ways; i++) {
      if (used[i] < used[oldest]) {
        oldest = i;
      }
    }
    leavingDirty = tags[oldest] < 0 ? 0 : Integer.bitCount(dirty[oldest] & 0xf);
    leavingLine = tags[oldest];
    tags[oldest] = line;
    used[oldest] = ++clock;
    valid[oldest] = 0;
    dirty[oldest] = 0;
    return oldest;
  }

  /// The dirty sectors of the line that the last [#place] put out.
  int leavingDirty;

  /// The line that the last [#place] put out, or -1.
  long leavingLine = -1;

  int valid(int place) {
    return valid[place];
  }

  void fill(int place, int sectors) {
    valid[place] |= (byte) sectors;
  }

  void write(int place, int sectors) {
    valid[place] |= (byte) sectors;
    dirty[place] |= (byte) sectors;
  }

  /// Lines side by side go to different sets; which set is first changes with the bits above, so
  /// that no stride meets few of them.
  private int set(long line) {
    return (int) Long.remainderUnsigned(line % sets + (mix(line / sets) >>> 8), sets);
  }

  static long mix(long value) {
    long h = value * 0x9E3779B97F4A7C15L;
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return h ^ h >>> 29;
  }
}
