package org.ashlar.cpu.machine;

import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RDX;
import static org.ashlar.cpu.x86.Gpr.RSI;
import static org.ashlar.cpu.x86.Vec.y;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MachineCodeTest {
  @BeforeEach
  void machineCodeRunsHere() {
    var processor = Processor.here();
    assumeTrue(processor.isa() != Isa.PORTABLE, processor.reason());
  }

  @Test
  void argumentsArriveAndTheResultReturns() {
    var code = new Code();
    code.emit(Op.LEA, RAX, Mem.at(RDI, RSI, 2, 5));
    code.emit(Op.IMUL, RAX, RDX);
    code.emit(Op.SUB, RAX, RCX);
    code.emit(Op.RET);
    var loaded = MachineCode.load(List.of(code.bytes()));
    assertEquals((7 + 2 * 11 + 5) * 3 - 1000, Calls.call(loaded.entry(0), 7, 11, 3, 1000));
    assertEquals((7 + 2 * 11 + 5) * 3 - 1000, Calls.shortCall(loaded.entry(0), 7, 11, 3, 1000));
  }

  @Test
  void loopsAndConstantsBesideTheCode() {
    var code = new Code();
    // y[i] = x[i] * 1.5 + 2, eight at a time: rdi x, rsi y, rdx how many vectors
    code.emit(Op.VBROADCASTSS, y(1), code.constant(2f));
    var done = code.label();
    code.emit(Op.TEST, RDX, RDX);
    code.emit(Op.JE, done);
    var again = code.here();
    code.emit(Op.VMOVUPS, y(0), Mem.at(RDI));
    var scale = new byte[32];
    for (int i = 0; i < 8; i++) {
      scale[4 * i + 2] = (byte) 0xc0;
      scale[4 * i + 3] = 0x3f;
    }
    code.emit(Op.VFMADD132PS, y(0), y(1), code.constant(scale));
    code.emit(Op.VMOVUPS, Mem.at(RSI), y(0));
    code.emit(Op.ADD, RDI, 32);
    code.emit(Op.ADD, RSI, 32);
    code.emit(Op.DEC, RDX);
    code.emit(Op.JNE, again);
    code.bind(done);
    code.emit(Op.VZEROUPPER);
    code.emit(Op.RET);
    var loaded = MachineCode.load(List.of(new byte[] {(byte) 0xc3}, code.bytes()));
    try (var arena = Arena.ofConfined()) {
      var from = arena.allocate(96, 64);
      var to = arena.allocate(96, 64);
      var meant = new float[24];
      for (int i = 0; i < 24; i++) {
        from.setAtIndex(ValueLayout.JAVA_FLOAT, i, i - 5f);
        meant[i] = (i - 5f) * 1.5f + 2;
      }
      Calls.call(loaded.entry(1), from.address(), to.address(), 3, 0);
      assertArrayEquals(meant, to.toArray(ValueLayout.JAVA_FLOAT));
      Calls.call(loaded.entry(1), 0, 0, 0, 0);
    }
  }

  @Test
  void memoryIsNeverWritableAndExecutable() throws IOException {
    var loaded = MachineCode.load(List.of(new byte[] {(byte) 0xc3}));
    long at = loaded.entry(0).address();
    assertEquals("r-xp", protection(at));
    assertThrows(
        IllegalArgumentException.class,
        () -> loaded.entry(0).set(ValueLayout.JAVA_BYTE, 0, (byte) 0));
  }

  @Test
  void codeThatNobodyReachesIsUnmapped() throws Exception {
    long at = MachineCode.load(List.of(new byte[] {(byte) 0xc3})).entry(0).address();
    assertTrue(isExecutable(at));
    for (int i = 0; i < 200 && isExecutable(at); i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertTrue(!isExecutable(at), "still mapped");
  }

  private static boolean isExecutable(long at) throws IOException {
    return protection(at).contains("x");
  }

  /// What Linux allows at an address; empty where nothing is mapped.
  private static String protection(long at) throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      var words = line.split(" ");
      var ends = words[0].split("-");
      if (Long.parseUnsignedLong(ends[0], 16) <= at && at < Long.parseUnsignedLong(ends[1], 16)) {
        return words[1];
      }
    }
    return "";
  }
}
