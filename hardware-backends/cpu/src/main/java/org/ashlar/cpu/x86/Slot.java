package org.ashlar.cpu.x86;

/// Where an operand goes in an instruction, and what it may be. Two letters of a row of [Op].
///
/// @param place `r` ModRM.reg, `m` ModRM.rm (register or memory), `p` ModRM.rm (register only), `n`
///   VEX.vvvv, `l` the top of the last byte, `o` the opcode's low bits, `s` memory by a vector of
///   indices, `i` immediate, `j` jump, `-` implied
/// @param kind vectors: `v` the whole width, `h` half, `f` a fourth, `e` an eighth of it, `x` 16
///   bytes, `y` 32 bytes; general registers: `b w d q` 8 to 64 bits, `g` 32 or 64; `k` mask; `t`
///   tile; `m` memory only, `z` memory with an index byte; immediates: `b` 8 bits of either sign,
///   `s` 8 bits signed, `d` 32 signed, `u` 32 unsigned, `q` 64; `c` the register cl
record Slot(char place, char kind) {
  /// Bytes of a vector of this kind where the instruction's width is `16 << level`.
  int bytes(int level) {
    return switch (kind) {
      case 'v' -> 16 << level;
      case 'h' -> Math.max(16, 8 << level);
      case 'y' -> 32;
      default -> 16;
    };
  }

  boolean fits(Operand operand, int level) {
    return switch (operand) {
      case Masked masked -> fits(masked.of(), level);
      case Vec vec -> takesVectors() && vec.bytes() == bytes(level);
      case Gpr gpr -> fits(gpr);
      case Mask _ -> kind == 'k';
      case Tmm _ -> kind == 't';
      case Mem mem -> fits(mem, level);
      case Imm imm -> place == 'i' && fits(imm.value());
      case Label _ -> place == 'j';
    };
  }

  private boolean takesVectors() {
    return place != 's' && place != 'i' && "vhfexy".indexOf(kind) >= 0;
  }

  private boolean fits(Gpr gpr) {
    if (place == 's' || place == 'i') {
      return false;
    }
    return switch (kind) {
      case 'b' -> gpr.bits() == 8;
      case 'w' -> gpr.bits() == 16;
      case 'd' -> gpr.bits() == 32;
      case 'q' -> gpr.bits() == 64;
      case 'g' -> gpr.bits() >= 32;
      case 'c' -> gpr.bits() == 8 && gpr.number() == 1;
      default -> false;
    };
  }

  private boolean fits(Mem mem, int level) {
    if (place == 's') {
      return mem.indexBytes == bytes(level);
    }
    return place == 'm' && !mem.byVector();
  }

  private boolean fits(long value) {
    return switch (kind) {
      case 'b' -> value >= -128 && value <= 255;
      case 's' -> value == (byte) value;
      case 'd' -> value == (int) value;
      case 'u' -> value >>> 32 == 0;
      default -> true;
    };
  }
}
