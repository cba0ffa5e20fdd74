package org.ashlar.cpu.x86;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs code instruction by instruction: general registers, memory, the matrix unit and a few
/// vectors, by Intel's manuals. Each access is checked to be inside the memory that was given. It
/// knows what our tile products use; another instruction is an error that names it.
public final class Emulator {
  private static final long CODE = 1L << 62;
  private static final int STACK = 4096;

  private final List<Code.Line> lines;
  private final Map<Integer, Integer> lineAt = new HashMap<>();
  private final List<MemorySegment> memory;
  private final MemorySegment constants;
  private final MemorySegment stack = MemorySegment.ofArray(new long[STACK / 8]);
  private final long[] registers = new long[16];
  private final byte[][][] tiles = new byte[8][16][64];
  private final int[] rows = new int[8];
  private final int[] bytes = new int[8];
  private final int[][] vectors = new int[32][16];
  private final int[] masks = new int[8];
  private long left;
  private long right;

  public Emulator(Code code, List<MemorySegment> memory) {
    constants = MemorySegment.ofArray(code.bytes());
    lines = code.lines();
    for (int i = 0; i < lines.size(); i++) {
      lineAt.put(lines.get(i).at(), i);
    }
    this.memory = memory;
  }

  /// Calls the code with four arguments.
  public void call(long a, long b, long c, long d) {
    set(Gpr.RDI, a);
    set(Gpr.RSI, b);
    set(Gpr.RDX, c);
    set(Gpr.RCX, d);
    registers[4] = STACK;
    int next = 0;
    while (next >= 0) {
      next = step(next);
    }
    if (registers[4] != STACK) {
      throw new IllegalStateException("the stack is not as before");
    }
  }

  /// The place of the next instruction; less than zero behind the last.
  private int step(int at) {
    var line = lines.get(at);
    var o = line.operands();
    switch (line.op()) {
      case PUSH -> {
        registers[4] -= 8;
        stack.set(ValueLayout.JAVA_LONG, registers[4], get(o.get(0)));
      }
      case POP -> {
        set(o.get(0), stack.get(ValueLayout.JAVA_LONG, registers[4]));
        registers[4] += 8;
      }
      case MOV -> set(o.get(0), get(o.get(1)));
      case LEA -> set(o.get(0), address((Mem) o.get(1)));
      case ADD -> result(o.get(0), get(o.get(0)) + get(o.get(1)));
      case SUB -> {
        compare(get(o.get(0)), get(o.get(1)));
        set(o.get(0), left - right);
      }
      case IMUL -> set(o.get(0), get(o.get(o.size() - 2)) * get(o.get(o.size() - 1)));
      case SHR -> set(o.get(0), get(o.get(0)) >>> get(o.get(1)));
      case DEC -> result(o.get(0), get(o.get(0)) - 1);
      case CMP -> compare(get(o.get(0)), get(o.get(1)));
      case TEST -> compare(get(o.get(0)) & get(o.get(1)), 0);
      case CMOVL -> set(o.get(0), left < right ? get(o.get(1)) : get(o.get(0)));
      case CMOVG -> set(o.get(0), left > right ? get(o.get(1)) : get(o.get(0)));
      case LDTILECFG -> configure((Mem) o.get(0));
      case TILEZERO -> tiles[((Tmm) o.get(0)).number()] = new byte[16][64];
      case TILELOADD -> move((Tmm) o.get(0), (Mem) o.get(1), false);
      case TILESTORED -> move((Tmm) o.get(1), (Mem) o.get(0), true);
      case TDPBF16PS, TDPBUSD, TDPBSSD ->
          product(line.op(), (Tmm) o.get(0), (Tmm) o.get(1), (Tmm) o.get(2));
      case KMOVW -> masks[((Mask) o.get(0)).number()] = (int) get(o.get(1));
      case VPXOR, VPXORD, VADDPS, VPADDD, VMOVUPS, VPBROADCASTD -> vectors(line.op(), o);
      case TILERELEASE, VZEROUPPER, PREFETCHW, PREFETCHT0, PREFETCHT1 -> {}
      case RET -> {
        return -1;
      }
      case JE, JNE, JL, JLE, JG, JGE -> {
        if (holds(line.op())) {
          return lineAt.get(((Label) o.get(0)).at);
        }
      }
      default -> throw new UnsupportedOperationException("emulator: " + line.op());
    }
    return at + 1;
  }

  private boolean holds(Op jump) {
    return switch (jump) {
      case JE -> left == right;
      case JNE -> left != right;
      case JL -> left < right;
      case JLE -> left <= right;
      case JG -> left > right;
      default -> left >= right;
    };
  }

  private void compare(long a, long b) {
    left = a;
    right = b;
  }

  private void result(Operand to, long value) {
    compare(value, 0);
    set(to, value);
  }

  private long get(Operand from) {
    return switch (from) {
      case Gpr gpr when gpr.bits() == 64 -> registers[gpr.number()];
      case Gpr gpr -> registers[gpr.number()] & 0xffffffffL;
      case Imm imm -> imm.value();
      case Mem mem -> place(address(mem), 8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
      default -> throw new UnsupportedOperationException("emulator: " + from);
    };
  }

  private void set(Operand to, long value) {
    switch (to) {
      case Gpr gpr -> registers[gpr.number()] = gpr.bits() == 64 ? value : value & 0xffffffffL;
      case Mem mem -> place(address(mem), 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
      default -> throw new UnsupportedOperationException("emulator: " + to);
    }
  }

  private long address(Mem mem) {
    long at = mem.displacement;
    if (mem.label.isPresent()) {
      return CODE + mem.label.get().at + at;
    }
    at += registers[mem.base];
    return mem.hasIndex() ? at + registers[mem.index] * mem.scale : at;
  }

  private MemorySegment place(long at, long size) {
    if (at >= CODE) {
      return constants.asSlice(at - CODE, size);
    }
    if (at >= 0 && at < STACK) {
      return stack.asSlice(at, size);
    }
    for (var segment : memory) {
      long from = at - segment.address();
      if (from >= 0 && from + size <= segment.byteSize()) {
        return segment.asSlice(from, size);
      }
    }
    throw new IllegalStateException("emulator: %d bytes outside all operands".formatted(size));
  }

  private void configure(Mem mem) {
    var shape = place(address(mem), 64);
    for (int t = 0; t < 8; t++) {
      bytes[t] = shape.get(ValueLayout.JAVA_SHORT_UNALIGNED, 16 + 2 * t);
      rows[t] = shape.get(ValueLayout.JAVA_BYTE, 48 + t);
      tiles[t] = new byte[16][64];
    }
  }

  private void move(Tmm tile, Mem mem, boolean store) {
    int t = tile.number();
    long stride = registers[mem.index] * mem.scale;
    long start = registers[mem.base] + mem.displacement;
    if (rows[t] == 0) {
      throw new IllegalStateException("emulator: " + tile + " has no shape");
    }
    for (int r = 0; r < rows[t]; r++) {
      var place = place(start + r * stride, bytes[t]);
      var row = MemorySegment.ofArray(tiles[t][r]);
      if (store) {
        MemorySegment.copy(row, 0, place, 0, bytes[t]);
      } else {
        row.fill((byte) 0);
        MemorySegment.copy(place, 0, row, 0, bytes[t]);
      }
    }
  }

  private void product(Op op, Tmm to, Tmm a, Tmm b) {
    int t = to.number();
    if (rows[a.number()] != rows[t]
        || bytes[b.number()] != bytes[t]
        || bytes[a.number()] != 4 * rows[b.number()]) {
      throw new IllegalStateException("emulator: shapes differ: " + to + ", " + a + ", " + b);
    }
    for (int m = 0; m < rows[t]; m++) {
      var sum = MemorySegment.ofArray(tiles[t][m]);
      var left = MemorySegment.ofArray(tiles[a.number()][m]);
      for (int k = 0; k < rows[b.number()]; k++) {
        var right = MemorySegment.ofArray(tiles[b.number()][k]);
        for (int n = 0; n < bytes[t]; n += 4) {
          if (op == Op.TDPBF16PS) {
            float value = sum.get(ValueLayout.JAVA_FLOAT_UNALIGNED, n);
            for (int i = 0; i < 4; i += 2) {
              value = Math.fma(bf16(left, 4 * k + i), bf16(right, n + i), value);
            }
            sum.set(ValueLayout.JAVA_FLOAT_UNALIGNED, n, value);
          } else {
            int value = sum.get(ValueLayout.JAVA_INT_UNALIGNED, n);
            for (int i = 0; i < 4; i++) {
              value +=
                  (left.get(ValueLayout.JAVA_BYTE, 4 * k + i) & (op == Op.TDPBUSD ? 255 : -1))
                      * right.get(ValueLayout.JAVA_BYTE, n + i);
            }
            sum.set(ValueLayout.JAVA_INT_UNALIGNED, n, value);
          }
        }
      }
    }
  }

  private static float bf16(MemorySegment from, long at) {
    return Float.intBitsToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) << 16);
  }

  /// Sixteen lanes of 32 bits; those that a mask leaves out touch no memory.
  private void vectors(Op op, List<Operand> o) {
    var target = o.getFirst() instanceof Masked masked ? masked.of() : o.getFirst();
    int mask = o.getFirst() instanceof Masked masked ? masks[masked.mask().number()] : 0xffff;
    for (int lane = 0; lane < 16; lane++) {
      if ((mask >> lane & 1) == 0) {
        continue;
      }
      int last = lane(o.getLast(), op == Op.VPBROADCASTD ? 0 : lane);
      int value =
          switch (op) {
            case VPXOR, VPXORD -> lane(o.get(1), lane) ^ last;
            case VPADDD -> lane(o.get(1), lane) + last;
            case VADDPS ->
                Float.floatToRawIntBits(
                    Float.intBitsToFloat(lane(o.get(1), lane)) + Float.intBitsToFloat(last));
            default -> last;
          };
      if (target instanceof Mem mem) {
        place(address(mem) + 4L * lane, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
      } else {
        vectors[((Vec) target).number()][lane] = value;
      }
    }
  }

  private int lane(Operand from, int lane) {
    return from instanceof Mem mem
        ? place(address(mem) + 4L * lane, 4).get(ValueLayout.JAVA_INT_UNALIGNED, 0)
        : vectors[((Vec) from).number()][lane];
  }
}
