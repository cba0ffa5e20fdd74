package org.ashlar.gpu.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.ashlar.ptx.Space;

/// What generated code calls: accesses of memory with their checks, and arithmetic that is no
/// single bytecode.
///
/// Memory is reached through one segment that spans the whole address space; every access is held
/// to its space here first, so that nothing outside it is touched.
final class Machine {
  private static final MemorySegment ALL = everything();
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  private static final VarHandle INTS = ValueLayout.JAVA_INT.varHandle();
  private static final VarHandle LONGS = ValueLayout.JAVA_LONG.varHandle();

  private Machine() {}

  @SuppressWarnings("restricted")
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /// The native address of an access of global memory.
  static long global(long address, Frame frame, int bytes, int instruction) {
    long at = address - Windows.GLOBAL;
    if (at < 0 || at > frame.globalBytes - bytes || (at & bytes - 1) != 0) {
      throw new Refused(instruction, Space.GLOBAL, address, bytes, frame.globalBytes);
    }
    return frame.global + at;
  }

  /// The native address of an access of shared memory; addresses there have 32 bits.
  static long shared(int register, int offset, Frame frame, int bytes, int instruction) {
    long at = register + offset & 0xFFFFFFFFL;
    if (at > frame.sharedBytes - bytes || (at & bytes - 1) != 0) {
      throw new Refused(instruction, Space.SHARED, at, bytes, frame.sharedBytes);
    }
    return frame.shared + at;
  }

  /// The native address of an access of local memory.
  static long local(int register, int offset, Frame frame, int bytes, int instruction) {
    long at = register + offset & 0xFFFFFFFFL;
    if (at > frame.localBytes - bytes || (at & bytes - 1) != 0) {
      throw new Refused(instruction, Space.LOCAL, at, bytes, frame.localBytes);
    }
    return frame.local + at;
  }

  /// The native address of an access through a generic address.
  static long generic(long address, Frame frame, int bytes, int instruction) {
    if (Windows.isShared(address)) {
      return shared((int) (address - Windows.SHARED), 0, frame, bytes, instruction);
    }
    if (Windows.isLocal(address)) {
      return local((int) (address - Windows.LOCAL), 0, frame, bytes, instruction);
    }
    return global(address, frame, bytes, instruction);
  }

  // The most frequent loads in one call: code of generated methods is short of bytes.

  static float globalFloat(long address, Frame frame, int instruction) {
    return ALL.get(FLOAT, global(address, frame, 4, instruction));
  }

  static int globalInt(long address, Frame frame, int instruction) {
    return ALL.get(INT, global(address, frame, 4, instruction));
  }

  static float sharedFloat(int register, int offset, Frame frame, int instruction) {
    return ALL.get(FLOAT, shared(register, offset, frame, 4, instruction));
  }

  static int sharedInt(int register, int offset, Frame frame, int instruction) {
    return ALL.get(INT, shared(register, offset, frame, 4, instruction));
  }

  static int loadByte(long at) {
    return ALL.get(BYTE, at) & 0xFF;
  }

  static int loadShort(long at) {
    return ALL.get(SHORT, at) & 0xFFFF;
  }

  static int loadInt(long at) {
    return ALL.get(INT, at);
  }

  static long loadLong(long at) {
    return ALL.get(LONG, at);
  }

  static float loadFloat(long at) {
    return ALL.get(FLOAT, at);
  }

  static double loadDouble(long at) {
    return ALL.get(DOUBLE, at);
  }

  static void storeByte(long at, int value) {
    ALL.set(BYTE, at, (byte) value);
  }

  static void storeShort(long at, int value) {
    ALL.set(SHORT, at, (short) value);
  }

  static void storeInt(long at, int value) {
    ALL.set(INT, at, value);
  }

  static void storeLong(long at, long value) {
    ALL.set(LONG, at, value);
  }

  static void storeFloat(long at, float value) {
    ALL.set(FLOAT, at, value);
  }

  static void storeDouble(long at, double value) {
    ALL.set(DOUBLE, at, value);
  }

  /// Sums of whole numbers by several host threads at once: their order does not matter.
  static void addInt(long at, int value) {
    INTS.getAndAdd(ALL, at, value);
  }

  static void addLong(long at, long value) {
    LONGS.getAndAdd(ALL, at, value);
  }

  static int shl(int a, int b) {
    return b >= 0 && b < 32 ? a << b : 0;
  }

  static int shr(int a, int b) {
    return b >= 0 && b < 32 ? a >>> b : 0;
  }

  static int sar(int a, int b) {
    return a >> (b >= 0 && b < 32 ? b : 31);
  }

  static long shl(long a, int b) {
    return b >= 0 && b < 64 ? a << b : 0;
  }

  static long shr(long a, int b) {
    return b >= 0 && b < 64 ? a >>> b : 0;
  }

  static long sar(long a, int b) {
    return a >> (b >= 0 && b < 64 ? b : 63);
  }

  static int divide(int a, int b) {
    return b == 0 ? -1 : a / b;
  }

  static int divideUnsigned(int a, int b) {
    return b == 0 ? -1 : Integer.divideUnsigned(a, b);
  }

  static int remainder(int a, int b) {
    return b == 0 ? a : a % b;
  }

  static int remainderUnsigned(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  static long divide(long a, long b) {
    return b == 0 ? -1 : a / b;
  }

  static long divideUnsigned(long a, long b) {
    return b == 0 ? -1 : Long.divideUnsigned(a, b);
  }

  static long remainder(long a, long b) {
    return b == 0 ? a : a % b;
  }

  static long remainderUnsigned(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  static int minUnsigned(int a, int b) {
    return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE ? a : b;
  }

  static int maxUnsigned(int a, int b) {
    return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE ? b : a;
  }

  static long minUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  static long maxUnsigned(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? b : a;
  }

  static float min(float a, float b) {
    if (Float.isNaN(a)) {
      return Float.isNaN(b) ? Float.intBitsToFloat(0x7FFFFFFF) : b;
    }
    return Float.isNaN(b) ? a : Math.min(a, b);
  }

  static float max(float a, float b) {
    if (Float.isNaN(a)) {
      return Float.isNaN(b) ? Float.intBitsToFloat(0x7FFFFFFF) : b;
    }
    return Float.isNaN(b) ? a : Math.max(a, b);
  }

  static float root(float a) {
    return (float) Math.sqrt(a);
  }

  static float inverse(float a) {
    return 1f / a;
  }

  static float inverseRoot(float a) {
    return (float) (1 / Math.sqrt(a));
  }

  static int highInt(int a, int b) {
    return (int) ((long) a * b >> 32);
  }

  static int highUnsignedInt(int a, int b) {
    return (int) ((a & 0xFFFFFFFFL) * (b & 0xFFFFFFFFL) >>> 32);
  }

  /// Three words combined by a truth table; a table known to the compiler leaves few operations.
  static int logic(int a, int b, int c, int table) {
    int result = 0;
    result |= (table & 1) != 0 ? ~a & ~b & ~c : 0;
    result |= (table & 2) != 0 ? ~a & ~b & c : 0;
    result |= (table & 4) != 0 ? ~a & b & ~c : 0;
    result |= (table & 8) != 0 ? ~a & b & c : 0;
    result |= (table & 16) != 0 ? a & ~b & ~c : 0;
    result |= (table & 32) != 0 ? a & ~b & c : 0;
    result |= (table & 64) != 0 ? a & b & ~c : 0;
    result |= (table & 128) != 0 ? a & b & c : 0;
    return result;
  }

  /// An instruction that the interpreter does for one lane.
  static void escape(Frame frame, int instruction, int lane) {
    var warp = java.util.Objects.requireNonNull(frame.warp, "code with escapes runs by warps");
    warp.block.kernel().step(instruction).action().run(warp, 1 << lane);
  }
}
