package org.ashlar.gpu.engine;

import java.util.Arrays;

/// Lanes of a warp that go together, and the stack of places where lanes that parted meet again.
///
/// The top runs until it comes to its meeting place, the entry below waits there. Lanes that wait
/// for others are made a split of their own ([#part]) when those do not come: then each makes
/// progress, as threads of a card do since Volta.
final class Split {
  private int[] places = new int[8];
  private int[] meetings = new int[8];
  private int[] masks = new int[8];
  private int depth;

  /// The barrier it waits at, or -1, and how often that had opened before.
  int barrier = -1;

  long phase;

  /// Whether it waits for other lanes at an instruction of several lanes.
  boolean gathering;

  Split(int place, int meeting, int mask) {
    push(place, meeting, mask);
  }

  private Split(Split other, int count, int mask) {
    places = Arrays.copyOf(other.places, Math.max(8, count));
    meetings = Arrays.copyOf(other.meetings, Math.max(8, count));
    masks = new int[places.length];
    for (int i = 0; i < count; i++) {
      masks[i] = other.masks[i] & mask;
    }
    depth = count;
  }

  int place() {
    return places[depth - 1];
  }

  int mask() {
    return depth == 0 ? 0 : masks[depth - 1];
  }

  /// All lanes, also those that wait further down.
  int lanes() {
    int all = 0;
    for (int i = 0; i < depth; i++) {
      all |= masks[i];
    }
    return all;
  }

  /// Where the lanes that run now meet others.
  int until() {
    return meetings[depth - 1];
  }

  void go(int place) {
    places[depth - 1] = place;
    settle();
  }

  /// Some lanes go elsewhere.
  ///
  /// @param meeting where both come together again
  void diverge(int taken, int target, int next, int meeting) {
    int top = depth - 1;
    int all = masks[top];
    if (meetings[top] == meeting) {
      depth--;
    } else {
      places[top] = meeting;
    }
    if (target != meeting) {
      push(target, meeting, taken);
    }
    if (next != meeting) {
      push(next, meeting, all & ~taken);
    }
    settle();
  }

  /// Lanes end.
  void end(int mask) {
    for (int i = 0; i < depth; i++) {
      masks[i] &= ~mask;
    }
    settle();
  }

  /// Makes the lanes that wait at meeting places independent.
  ///
  /// @return a split for those of the innermost such place, or null where nobody waits
  @org.jspecify.annotations.Nullable
  Split part() {
    int above = masks[depth - 1];
    for (int i = depth - 2; i >= 0; i--) {
      int own = masks[i] & ~above;
      if (own != 0) {
        var other = new Split(this, i + 1, own);
        other.settle();
        for (int k = 0; k < depth; k++) {
          masks[k] &= ~own;
        }
        return other;
      }
      above |= masks[i];
    }
    return null;
  }

  /// Whether both are at the same place with the same places to meet before them.
  boolean alike(Split other) {
    return depth == other.depth
        && Arrays.equals(places, 0, depth, other.places, 0, depth)
        && Arrays.equals(meetings, 0, depth, other.meetings, 0, depth);
  }

  void join(Split other) {
    for (int i = 0; i < depth; i++) {
      masks[i] |= other.masks[i];
    }
  }

  private void push(int place, int meeting, int mask) {
    if (depth == places.length) {
      places = Arrays.copyOf(places, 2 * depth);
      meetings = Arrays.copyOf(meetings, 2 * depth);
      masks = Arrays.copyOf(masks, 2 * depth);
    }
    places[depth] = place;
    meetings[depth] = meeting;
    masks[depth++] = mask;
  }

  private void settle() {
    while (depth > 0
        && (masks[depth - 1] == 0 || depth > 1 && places[depth - 1] == meetings[depth - 1])) {
      depth--;
    }
  }
}
