package org.ashlar.cpu.x86;

import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RBX;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RSP;
import static org.ashlar.cpu.x86.Vec.x;
import static org.ashlar.cpu.x86.Vec.y;
import static org.ashlar.cpu.x86.Vec.z;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Bytes as in the examples of Intel's manuals and as GNU as writes them.
final class CodeTest {
  private static String bytes(Consumer<Code> writer) {
    var code = new Code();
    writer.accept(code);
    return HexFormat.of().formatHex(code.bytes());
  }

  @Test
  void knownInstructions() {
    assertEquals("4801d8", bytes(c -> c.emit(Op.ADD, RAX, RBX)));
    assertEquals("c3", bytes(c -> c.emit(Op.RET)));
    assertEquals("c5f458c2", bytes(c -> c.emit(Op.VADDPS, y(0), y(1), y(2))));
    assertEquals("62f1744858c2", bytes(c -> c.emit(Op.VADDPS, z(0), z(1), z(2))));
    assertEquals(
        "62f2755ab84702",
        bytes(c -> c.emit(Op.VFMADD231PS, z(0).under(Mask.K2), z(1), Mem.at(RDI, 8).broadcast())));
    assertEquals("c5f877", bytes(c -> c.emit(Op.VZEROUPPER)));
    assertEquals("c4e27b49c8", bytes(c -> c.emit(Op.TILEZERO, new Tmm(1))));
  }

  @Test
  void shortDisplacementsCountInUnitsOfMemory() {
    assertEquals("62f17c48104701", bytes(c -> c.emit(Op.VMOVUPS, z(0), Mem.at(RDI, 64))));
    assertEquals("62f17c48108720000000", bytes(c -> c.emit(Op.VMOVUPS, z(0), Mem.at(RDI, 32))));
    assertEquals("c5fc104720", bytes(c -> c.emit(Op.VMOVUPS, y(0), Mem.at(RDI, 32))));
    assertEquals("c5fc10442420", bytes(c -> c.emit(Op.VMOVUPS, y(0), Mem.at(RSP, 32))));
  }

  @Test
  void jumpsBackAreShortWhereTheyCanBe() {
    assertEquals(
        "48ffc975fb",
        bytes(c -> {
          var again = c.here();
          c.emit(Op.DEC, RCX);
          c.emit(Op.JNE, again);
        }));
    assertEquals(
        "0f8400000000c3",
        bytes(c -> {
          var done = c.label();
          c.emit(Op.JE, done);
          c.bind(done);
          c.emit(Op.RET);
        }));
    var far = new Code();
    var start = far.here();
    for (int i = 0; i < 127; i++) {
      far.emit(Op.RET);
    }
    far.emit(Op.JMP, start);
    assertEquals(127 + 5, far.bytes().length);
  }

  @Test
  void constantsStandBehindTheCodeOnce() {
    var code = new Code();
    code.emit(Op.VBROADCASTSS, z(0), code.constant(1f));
    code.emit(Op.VADDPS, z(1), z(0), code.constant(1f).broadcast());
    code.emit(Op.VCMPPS, Mask.K1, z(0), code.constant(new byte[64]), 1);
    code.emit(Op.RET);
    var bytes = code.bytes();
    // 64 zeros first, then 1.0f.
    assertEquals(64 + 64 + 4, bytes.length);
    assertEquals("0000803f", HexFormat.of().formatHex(bytes, 128, 132));
    // The displacement counts from the end of its instruction, the comparison's number included.
    assertEquals(128 - 10, bytes[6]);
    assertEquals(64 - 31, bytes[26]);
  }

  @Test
  void alignmentDoesNothing() {
    for (int n = 0; n < 32; n++) {
      int before = n;
      var code = new Code();
      for (int i = 0; i < before; i++) {
        code.emit(Op.RET);
      }
      code.align(32);
      assertEquals(n == 0 ? 0 : 32, code.size());
    }
  }

  @Test
  void numbersAreSetByShortInstructions() {
    assertEquals("b805000000", bytes(c -> c.set(RAX, 5)));
    assertEquals("48c7c0ffffffff", bytes(c -> c.set(RAX, -1)));
    assertEquals("48b8000000000000f07f", bytes(c -> c.set(RAX, 0x7ff0000000000000L)));
    assertEquals("", bytes(c -> c.add(RAX, 0)));
    assertEquals("4883e880", bytes(c -> c.add(RAX, 128)));
  }

  @Test
  void whatDoesNotFitIsRefusedByName() {
    var code = new Code();
    assertEquals(
        "vaddps: no form takes these operands: [zmm0, ymm1, zmm2]",
        refused(() -> code.emit(Op.VADDPS, z(0), y(1), z(2))));
    assertEquals(
        "add: no form takes these operands: [rax, 0x100000000]",
        refused(() -> code.emit(Op.ADD, RAX, 1L << 32)));
    assertEquals(
        "vpand: no form takes these operands: [xmm0, xmm16, xmm2]",
        refused(() -> code.emit(Op.VPAND, x(0), x(16), x(2))));
    assertEquals(
        "vmovntps: no form takes these operands: [[rdi]{k1}, zmm0]",
        refused(() -> code.emit(Op.VMOVNTPS, Mem.at(RDI).under(Mask.K1), z(0))));
    assertEquals(
        "address: the index has 64 bits and is not rsp: rsp",
        refused(() -> Mem.at(RDI, RSP, 1, 0)));
    assertEquals("masked operand: k0 means all lanes: zmm1", refused(() -> z(1).under(Mask.K0)));
  }

  private static String refused(Runnable what) {
    return assertThrows(IllegalArgumentException.class, what::run).getMessage();
  }

  @Test
  void aLabelIsBoundOnce() {
    var code = new Code();
    var label = code.here();
    assertThrows(IllegalStateException.class, () -> code.bind(label));
    code.emit(Op.JMP, code.label());
    assertEquals(
        "label L1: never bound",
        assertThrows(IllegalStateException.class, code::bytes).getMessage());
  }

  @Test
  void theListingReadsAsADisassembly() {
    var code = new Code();
    var again = code.here();
    code.emit(Op.VMOVUPS, z(1).zeroed(Mask.K1), Mem.at(RDI, RCX, 4, -64));
    code.emit(Op.JNE, again);
    code.emit(Op.RET);
    assertEquals(
        """
            0  vmovups zmm1{k1}{z},[rdi+rcx*4-0x40]
            8  jne 0
            a  ret
        """,
        code.listing());
  }
}
