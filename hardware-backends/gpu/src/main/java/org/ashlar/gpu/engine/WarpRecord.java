package org.ashlar.gpu.engine;

import java.util.Arrays;

/// What one warp executed, in order: instructions as indices into [Kernel#instructions()], the
/// lanes that did them, and of those that touch memory the addresses.
///
/// Addresses are those of the instruction's own space (a generic access: generic; `cp.async`: those
/// in global memory; `ldmatrix`: of the rows, by the lane that gives them). Where those of the
/// active lanes are a base and a stride a lane, only these are kept. Instructions that no lane did,
/// as their guards were false, are there with an empty mask.
public final class WarpRecord {
  private final long block;
  private final int warp;
  private int[] instructions = new int[64];
  private int[] masks = new int[64];
  private int[] places = new int[64];
  private int size;
  private long[] words = new long[64];
  private int used;

  WarpRecord(long block, int warp) {
    this.block = block;
    this.warp = warp;
  }

  /// The index of its block in the grid.
  public long block() {
    return block;
  }

  public int warp() {
    return warp;
  }

  public int size() {
    return size;
  }

  /// The instruction of an event.
  public int instruction(int event) {
    return instructions[event];
  }

  /// The lanes whose guard was true.
  public int mask(int event) {
    return masks[event];
  }

  /// Whether the event has addresses.
  public boolean memory(int event) {
    return places[event] >= 0;
  }

  /// Whether the addresses are a base and a stride.
  public boolean affine(int event) {
    return places[event] >= 0 && (places[event] & 1) != 0;
  }

  /// Where lane 0 accesses, or would, of an affine event.
  public long base(int event) {
    return words[places[event] >> 1];
  }

  /// Bytes from one lane to the next, of an affine event.
  public long stride(int event) {
    return words[(places[event] >> 1) + 1];
  }

  /// The address of an active lane.
  public long address(int event, int lane) {
    int at = places[event] >> 1;
    if ((places[event] & 1) != 0) {
      return words[at] + lane * words[at + 1];
    }
    return words[at + Integer.bitCount(masks[event] & (1 << lane) - 1)];
  }

  /// Forgets all events, for who has read them.
  public void clear() {
    size = 0;
    used = 0;
  }

  void add(int instruction, int mask, long[] addresses, boolean memory) {
    if (size == instructions.length) {
      instructions = Arrays.copyOf(instructions, 2 * size);
      masks = Arrays.copyOf(masks, 2 * size);
      places = Arrays.copyOf(places, 2 * size);
    }
    instructions[size] = instruction;
    masks[size] = mask;
    places[size++] = memory ? keep(mask, addresses) : -1;
  }

  private int keep(int mask, long[] addresses) {
    if (used + Grid.WARP > words.length) {
      words = Arrays.copyOf(words, 2 * words.length);
    }
    int at = used;
    int first = Integer.numberOfTrailingZeros(mask);
    int rest = mask & mask - 1;
    int second = Integer.numberOfTrailingZeros(rest);
    long stride = rest == 0 ? 0 : (addresses[second] - addresses[first]) / (second - first);
    long base = addresses[first] - first * stride;
    boolean affine = true;
    for (int m = rest; m != 0 && affine; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      affine = addresses[lane] == base + lane * stride;
    }
    if (affine) {
      words[used++] = base;
      words[used++] = stride;
      return at << 1 | 1;
    }
    for (int m = mask; m != 0; m &= m - 1) {
      words[used++] = addresses[Integer.numberOfTrailingZeros(m)];
    }
    return at << 1;
  }
}
