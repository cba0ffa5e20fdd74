package org.ashlar.cpu.machine;

import static org.ashlar.cpu.x86.Gpr.R8;
import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RBX;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RDX;
import static org.ashlar.cpu.x86.Gpr.RSI;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;

/// Code that asks the processor what it is.
final class Cpuid {
  private final MachineCode code;
  private final Map<Long, int[]> answers = new HashMap<>();

  Cpuid(Linux linux) {
    code = MachineCode.load(linux, List.of(ask(), askSystem()));
  }

  /// rdi: leaf, rsi: subleaf, rdx: where four numbers go.
  private static byte[] ask() {
    var code = new Code();
    code.emit(Op.PUSH, RBX);
    code.emit(Op.MOV, R8, RDX);
    code.emit(Op.MOV, RAX, RDI);
    code.emit(Op.MOV, RCX, RSI);
    code.emit(Op.CPUID);
    code.emit(Op.MOV, Mem.at(R8, 0), RAX.low());
    code.emit(Op.MOV, Mem.at(R8, 4), RBX.low());
    code.emit(Op.MOV, Mem.at(R8, 8), RCX.low());
    code.emit(Op.MOV, Mem.at(R8, 12), RDX.low());
    code.emit(Op.POP, RBX);
    code.emit(Op.RET);
    return code.bytes();
  }

  /// Which registers the operating system keeps for us (XCR0).
  private static byte[] askSystem() {
    var code = new Code();
    code.emit(Op.XOR, RCX.low(), RCX.low());
    code.emit(Op.XGETBV);
    code.emit(Op.SHL, RDX, 32);
    code.emit(Op.OR, RAX, RDX);
    code.emit(Op.RET);
    return code.bytes();
  }

  int[] ask(int leaf, int subleaf) {
    if (Integer.compareUnsigned(leaf & 0x7fffffff, highest(leaf) & 0x7fffffff) > 0) {
      return new int[4];
    }
    return answers.computeIfAbsent((long) leaf << 32 | subleaf, _ -> raw(leaf, subleaf));
  }

  private int highest(int leaf) {
    return answers.computeIfAbsent((leaf & 0x80000000L) << 32, _ -> raw(leaf & 0x80000000, 0))[0];
  }

  private int[] raw(int leaf, int subleaf) {
    try (var arena = Arena.ofConfined()) {
      var numbers = arena.allocate(16);
      Calls.call(code.entry(0), leaf, subleaf, numbers.address(), 0);
      return numbers.toArray(ValueLayout.JAVA_INT);
    }
  }

  long keptBySystem() {
    return Calls.call(code.entry(1), 0, 0, 0, 0);
  }

  boolean bit(Feature feature) {
    if (feature.subleaf > 0 && ask(feature.leaf, 0)[0] < feature.subleaf) {
      return false;
    }
    return (ask(feature.leaf, feature.subleaf)[feature.register] >> feature.bit & 1) != 0;
  }

  String vendor() {
    var numbers = MemorySegment.ofArray(raw(0, 0));
    var text = new StringBuilder();
    for (int i : new int[] {4, 12, 8}) {
      for (int j = 0; j < 4; j++) {
        text.append((char) numbers.get(ValueLayout.JAVA_BYTE, i + j));
      }
    }
    return text.toString();
  }

  /// The name that the processor gives itself; empty where it gives none.
  String brand() {
    var text = new StringBuilder();
    for (int leaf = 0x80000002; leaf <= 0x80000004; leaf++) {
      for (int number : ask(leaf, 0)) {
        for (int i = 0; i < 4; i++) {
          char c = (char) (number >>> 8 * i & 255);
          text.append(c == 0 ? "" : c);
        }
      }
    }
    return text.toString().strip();
  }

  int family() {
    int signature = ask(1, 0)[0];
    int family = signature >> 8 & 15;
    return family == 15 ? family + (signature >> 20 & 255) : family;
  }

  int model() {
    int signature = ask(1, 0)[0];
    return signature >> 4 & 15 | (signature >> 16 & 15) << 4;
  }

  /// Bytes of the data cache of a level.
  long cache(int level) {
    int leaf = vendor().equals("AuthenticAMD") ? 0x8000001d : 4;
    for (int i = 0; i < 8; i++) {
      var facts = ask(leaf, i);
      int kind = facts[0] & 31;
      if (kind == 0) {
        break;
      }
      if ((facts[0] >> 5 & 7) == level && kind != 2) {
        long ways = (facts[1] >>> 22) + 1;
        long parts = (facts[1] >>> 12 & 1023) + 1;
        long line = (facts[1] & 4095) + 1;
        return ways * parts * line * (Integer.toUnsignedLong(facts[2]) + 1);
      }
    }
    return 0;
  }
}
