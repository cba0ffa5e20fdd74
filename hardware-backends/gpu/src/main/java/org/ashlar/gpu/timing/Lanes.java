package org.ashlar.gpu.timing;

import java.util.Arrays;

/// Makes lines, sectors and passes of the addresses of a warp. Its answers stand in its fields
/// until the next question. For one thread.
final class Lanes {
  private static final int BANKS = 32;
  private static final int WORD = 4;
  private static final int WARP = 32;

  final long[] lines = new long[2 * WARP];
  final int[] sectors = new int[2 * WARP];
  int count;
  int totalSectors;

  /// How often the most wanted word is wanted, for atomics.
  int repeats;

  private final long[] words = new long[WARP * 4];
  private final int[] perBank = new int[BANKS];

  /// The lines and sectors that the active lanes touch.
  void coalesce(WarpTrace trace, int place, int active, int bytes) {
    count = 0;
    totalSectors = 0;
    long last = Long.MIN_VALUE;
    int lastIndex = -1;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      long address = trace.address(place, Integer.numberOfTrailingZeros(rest));
      long end = address + bytes - 1;
      for (long sector = address >> 5; sector <= end >> 5; sector++) {
        long line = sector >> 2;
        if (line != last) {
          lastIndex = index(line);
          last = line;
        }
        sectors[lastIndex] |= 1 << (sector & 3);
      }
    }
    for (int i = 0; i < count; i++) {
      totalSectors += Integer.bitCount(sectors[i]);
    }
  }

  /// The lines of local memory that a warp touches: a word of each lane side by side.
  void local(long address, int bytes, long warp) {
    count = Math.max(1, bytes / 4);
    for (int i = 0; i < count; i++) {
      lines[i] = (1L << 50) + (warp << 16) + (address & 0xffff) / 4 + i;
      sectors[i] = 0xf;
    }
    totalSectors = count * Cache.SECTORS;
  }

  private int index(long line) {
    for (int i = count - 1; i >= 0; i--) {
      if (lines[i] == line) {
        return i;
      }
    }
    if (count == lines.length) {
      return count - 1;
    }
    lines[count] = line;
    sectors[count] = 0;
    return count++;
  }

  /// How many passes shared memory needs: in each every bank gives one word, which several lanes
  /// may have.
  int passes(WarpTrace trace, int place, int active, int bytes) {
    int group = bytes <= WORD ? WARP : bytes <= 2 * WORD ? WARP / 2 : WARP / 4;
    int total = 0;
    for (int first = 0; first < WARP; first += group) {
      int lanes = active & (group == WARP ? -1 : ((1 << group) - 1) << first);
      if (lanes != 0) {
        total += passesOfGroup(trace, place, lanes, bytes);
      }
    }
    return Math.max(1, total);
  }

  private int passesOfGroup(WarpTrace trace, int place, int lanes, int bytes) {
    int wanted = 0;
    for (int rest = lanes; rest != 0; rest &= rest - 1) {
      long address = trace.address(place, Integer.numberOfTrailingZeros(rest));
      for (long word = address >> 2;
          word <= address + bytes - 1 >> 2 && wanted < words.length;
          word++) {
        words[wanted++] = word;
      }
    }
    boolean ascending = true;
    for (int i = 1; i < wanted && ascending; i++) {
      ascending = words[i] > words[i - 1];
    }
    if (ascending && words[wanted - 1] - words[0] < BANKS) {
      return 1;
    }
    if (!ascending) {
      Arrays.sort(words, 0, wanted);
    }
    Arrays.fill(perBank, 0);
    int most = 0;
    for (int i = 0; i < wanted; i++) {
      if (i == 0 || words[i] != words[i - 1]) {
        most = Math.max(most, ++perBank[(int) (words[i] & BANKS - 1)]);
      }
    }
    return most;
  }

  /// How many lanes want the same word.
  int repeats(WarpTrace trace, int place, int active) {
    int wanted = 0;
    for (int rest = active; rest != 0; rest &= rest - 1) {
      words[wanted++] = trace.address(place, Integer.numberOfTrailingZeros(rest)) >> 2;
    }
    Arrays.sort(words, 0, wanted);
    int most = 0;
    int run = 0;
    for (int i = 0; i < wanted; i++) {
      run = i > 0 && words[i] == words[i - 1] ? run + 1 : 1;
      most = Math.max(most, run);
    }
    return most;
  }
}
