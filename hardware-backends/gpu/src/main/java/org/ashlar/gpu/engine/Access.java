package org.ashlar.gpu.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ashlar.ptx.Space;

/// How an instruction reaches memory: the space, a register with an offset, and where that is.
///
/// An access outside the memory, or at an address that is no multiple of its size, ends the launch:
/// the cards do the same.
final class Access {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final int instruction;
  private final Space space;
  private final int base;
  private final long offset;

  /// @param base the place of a register, or -1
  Access(int instruction, Space space, int base, long offset) {
    this.instruction = instruction;
    this.space = space;
    this.base = base;
    this.offset = offset;
  }

  int base() {
    return base;
  }

  long offset() {
    return offset;
  }

  Space space() {
    return space;
  }

  /// The address of a lane, in the space of the instruction.
  long address(Warp warp, int lane) {
    long sum = (base < 0 ? 0 : warp.registers[base + lane]) + offset;
    return narrow() ? sum & 0xFFFFFFFFL : sum;
  }

  private boolean narrow() {
    return space == Space.SHARED || space == Space.LOCAL || space == Space.PARAM;
  }

  /// Where an address leads, for a generic one.
  Space reached(long address) {
    if (space != Space.GENERIC) {
      return space == Space.CONST ? Space.GLOBAL : space;
    }
    return Windows.isShared(address)
        ? Space.SHARED
        : Windows.isLocal(address) ? Space.LOCAL : Space.GLOBAL;
  }

  /// The address within the space it leads to.
  long within(Space reached, long address) {
    if (space != Space.GENERIC) {
      return address;
    }
    return switch (reached) {
      case SHARED -> address - Windows.SHARED;
      case LOCAL -> address - Windows.LOCAL;
      default -> address;
    };
  }

  MemorySegment segment(Warp warp, Space reached) {
    return switch (reached) {
      case SHARED -> warp.block.shared;
      case LOCAL -> warp.block.local;
      case PARAM -> warp.block.launch.parameters();
      default -> warp.block.launch.memory().segment();
    };
  }

  /// The first byte of an access within its segment, after the checks.
  long checked(Warp warp, int lane, Space reached, long within, int bytes) {
    if ((within & bytes - 1) != 0) {
      throw misaligned(where(warp, lane), within, bytes);
    }
    long limit;
    long at;
    switch (reached) {
      case LOCAL -> {
        int size = warp.block.kernel().localBytes();
        limit = size;
        at = within + (long) warp.thread(lane) * size;
      }
      case SHARED -> {
        limit = warp.block.kernel().sharedBytes() + warp.block.grid().sharedBytes();
        at = within;
      }
      case PARAM -> {
        limit = warp.block.launch.parameters().byteSize();
        at = within;
      }
      default -> {
        at = within - Windows.GLOBAL;
        limit = warp.block.launch.memory().segment().byteSize();
        if (at < 0 || at > limit - bytes) {
          throw outside(where(warp, lane), reached, within, bytes, limit);
        }
        return at;
      }
    }
    if (within < 0 || within > limit - bytes) {
      throw outside(where(warp, lane), reached, within, bytes, limit);
    }
    return at;
  }

  static Fault misaligned(Where where, long within, int bytes) {
    return new Fault(
        where,
        "misaligned: an access of %d bytes is at a multiple of %d: 0x%x"
            .formatted(bytes, bytes, within));
  }

  static Fault outside(Where where, Space reached, long within, int bytes, long limit) {
    return new Fault(
        where,
        "out of bounds: %d bytes at 0x%x of %s memory, which has %d"
            .formatted(bytes, within, reached.text(), limit));
  }

  /// Whether all lanes reach one memory without a window: global, constant or shared.
  boolean direct() {
    return space == Space.GLOBAL || space == Space.CONST || space == Space.SHARED;
  }

  /// Puts the native addresses of a direct access into `places`, after the checks, and the
  /// addresses where [Warp#addresses] wants them.
  void places(Warp warp, int mask, int bytes, long[] places) {
    boolean shared = space == Space.SHARED;
    var segment = shared ? warp.block.shared : warp.block.launch.memory().segment();
    long limit =
        (shared
                ? warp.block.kernel().sharedBytes() + warp.block.grid().sharedBytes()
                : segment.byteSize())
            - bytes;
    long origin = shared ? 0 : Windows.GLOBAL;
    long cut = shared ? 0xFFFFFFFFL : -1;
    long start = segment.address() - origin;
    var r = warp.registers;
    var addresses = warp.addresses;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      long address = (base < 0 ? offset : r[base + lane] + offset) & cut;
      addresses[lane] = address;
      long at = address - origin;
      if (at < 0 || at > limit || (at & bytes - 1) != 0) {
        checked(warp, lane, reached(address), address, bytes);
      }
      places[lane] = start + address;
    }
  }

  Where where(Warp warp, int lane) {
    return warp.block.where(warp, instruction, lane);
  }

  /// Tells who looks on.
  void touched(
      Warp warp, int lane, Space reached, long within, int bytes, Watch.Touch touch, long value) {
    var watch = warp.block.watch;
    if (watch.touches()) {
      watch.touched(warp, instruction, lane, reached, within, bytes, touch, value);
    }
  }

  static long get(MemorySegment segment, long at, int bytes) {
    return switch (bytes) {
      case 1 -> segment.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      case 2 -> segment.get(SHORT, at) & 0xFFFF;
      case 4 -> segment.get(INT, at) & 0xFFFFFFFFL;
      default -> segment.get(LONG, at);
    };
  }

  static void set(MemorySegment segment, long at, int bytes, long value) {
    switch (bytes) {
      case 1 -> segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case 2 -> segment.set(SHORT, at, (short) value);
      case 4 -> segment.set(INT, at, (int) value);
      default -> segment.set(LONG, at, value);
    }
  }
}
