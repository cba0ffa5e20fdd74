package org.ashlar.cpu.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Pieces of code in executable memory. Written once; never writable and executable at once.
///
/// The memory lives as long as this value, or a segment that it gave, can be reached: a call in
/// flight keeps its code. Nobody frees it by hand.
@SuppressWarnings("restricted")
public final class MachineCode {
  private static final int UNIT = 64;

  private final List<MemorySegment> pieces;
  private final long bytes;

  /// Made when it is first used: a native call takes milliseconds to prepare.
  private static final class Once {
    static final Linux LINUX = new Linux();

    private Once() {}
  }

  private MachineCode(List<MemorySegment> pieces, long bytes) {
    this.pieces = pieces;
    this.bytes = bytes;
  }

  /// Loads code that needs nothing of its address; each piece starts at a multiple of 64.
  ///
  /// @throws MachineCodeRefused where this system has no executable memory for us
  public static MachineCode load(List<byte[]> code) {
    Linux linux;
    try {
      linux = Once.LINUX;
    } catch (LinkageError _) {
      // says what is wrong
      linux = new Linux();
    }
    return load(linux, code);
  }

  static MachineCode load(Linux linux, List<byte[]> code) {
    long size = 0;
    for (var piece : code) {
      size += rounded(piece.length, UNIT);
    }
    long whole = rounded(Math.max(size, 1), Linux.PAGE);
    var mapped = linux.map(whole);
    long address = mapped.address();
    try {
      long at = 0;
      for (var piece : code) {
        MemorySegment.copy(piece, 0, mapped, ValueLayout.JAVA_BYTE, at, piece.length);
        at += rounded(piece.length, UNIT);
      }
      linux.makeExecutable(mapped);
    } catch (RuntimeException e) {
      linux.unmap(address, whole);
      throw e;
    }
    var kept =
        mapped.reinterpret(whole, Arena.ofAuto(), _ -> linux.unmap(address, whole)).asReadOnly();
    var pieces = new ArrayList<MemorySegment>();
    long at = 0;
    for (var piece : code) {
      pieces.add(kept.asSlice(at, piece.length));
      at += rounded(piece.length, UNIT);
    }
    return new MachineCode(List.copyOf(pieces), whole);
  }

  private static long rounded(long bytes, long unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  /// The code of a piece: what [Calls] take.
  public MemorySegment entry(int piece) {
    return pieces.get(piece);
  }

  /// Bytes of memory held, whole pages.
  public long bytes() {
    return bytes;
  }
}
