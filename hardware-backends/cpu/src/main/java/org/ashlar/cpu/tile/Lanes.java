package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Op.*;

import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Operand;
import org.ashlar.cpu.x86.Vec;

/// What the lanes of a tile do with the numbers of a factor: how one group of the left operand
/// comes to them, how they multiply, how they add.
record Lanes(Isa isa, Factor factor, Gpr scratch) {
  Op sum() {
    return switch (factor) {
      case F32, BF16, F32_BF16, F32_F16 -> VADDPS;
      case U8S8, S8S8, U8S8_WIDENED, S8S8_WIDENED -> VPADDD;
    };
  }

  /// Holds the sign bit of every byte, between [TileProduct#zero] and [TileProduct#accumulate].
  Vec signs() {
    return last();
  }

  /// Sets what the last register keeps while a product runs.
  void prepare(Code code) {
    if (factor.isShifted()) {
      code.emit(VPBROADCASTD, last(), code.constant(0x80808080));
    } else if (factor == Factor.F32_BF16) {
      code.emit(VPBROADCASTD, last(), code.constant(0xffff0000));
    }
  }

  /// Reads vector `j` of a row of the packed operand.
  ///
  /// @param row where the row begins
  void load(Code code, Vec to, Mem row, int j) {
    var at = row.plus((long) j * vectorBytes());
    switch (factor) {
      case F32, BF16, U8S8, S8S8 -> code.emit(VMOVUPS, to, at);
      case F32_BF16 -> {
        var pair = row.plus((long) (j / 2) * isa.bytes());
        if (j % 2 == 0) {
          code.emit(VPANDD, to, last(), pair);
        } else {
          code.emit(VPSLLD, to, pair, 16);
        }
      }
      case F32_F16 -> code.emit(VCVTPH2PS, to, at);
      case U8S8_WIDENED, S8S8_WIDENED -> code.emit(VPMOVSXBW, to, at);
    }
  }

  private Vec last() {
    return new Vec(isa.registers() - 1, isa.bytes());
  }

  /// Bytes of the packed operand that one vector of the accumulator takes.
  int vectorBytes() {
    return isWidened() || factor.isShort() ? isa.bytes() / 2 : isa.bytes();
  }

  /// Whether the last register is kept for something else than tile and operands.
  boolean keepsOne() {
    return isWidened() || factor.isShifted() || factor == Factor.F32_BF16;
  }

  private boolean isWidened() {
    return factor == Factor.U8S8_WIDENED || factor == Factor.S8S8_WIDENED;
  }

  /// Adds the product of two vectors to a third.
  void multiply(Code code, Vec acc, Vec left, Operand right) {
    switch (factor) {
      case F32, F32_BF16, F32_F16 -> code.emit(VFMADD231PS, acc, left, right);
      case BF16 -> code.emit(VDPBF16PS, acc, left, right);
      case U8S8, S8S8 -> code.emit(isa.has(Isa.AVX512) ? VPDPBUSD : VPDPBUSD_VEX, acc, left, right);
      case U8S8_WIDENED, S8S8_WIDENED -> {
        var product = last();
        code.emit(VPMADDWD, product, left, right);
        code.emit(VPADDD, acc, acc, product);
      }
    }
  }

  /// Gives a group of the left operand to every lane.
  ///
  /// @param numbers how many of the group are there; the others count as zero
  void broadcast(Code code, Vec x, Mem at, int numbers) {
    var low = scratch.low();
    switch (factor) {
      case F32, F32_BF16, F32_F16 -> code.emit(VBROADCASTSS, x, at);
      case BF16 -> {
        if (numbers == 2) {
          code.emit(VBROADCASTSS, x, at);
        } else {
          code.emit(MOVZX_W, low, at);
          code.emit(VPBROADCASTD, x, low);
        }
      }
      case U8S8, S8S8 -> {
        if (numbers == 4 && factor.isShifted() && isa.has(Isa.AVX512)) {
          code.emit(VPXORD, x, signs(), at.broadcast());
          return;
        }
        if (numbers == 4) {
          code.emit(VBROADCASTSS, x, at);
        } else {
          bytes(code, at, numbers);
          code.emit(VMOVD, x.as(16), low);
          code.emit(VPBROADCASTD, x, x.as(16));
        }
        if (factor.isShifted()) {
          code.emit(isa.has(Isa.AVX512) ? VPXORD : VPXOR, x, x, signs());
        }
      }
      case U8S8_WIDENED, S8S8_WIDENED -> {
        // Two bytes become two words in each lane.
        var half = x.as(isa.bytes() / 2);
        if (numbers == 2) {
          code.emit(VPBROADCASTW, half, at);
        } else {
          code.emit(MOVZX_B, low, at);
          code.emit(VMOVD, x.as(16), low);
          code.emit(VPBROADCASTW, half, x.as(16));
        }
        code.emit(factor == Factor.U8S8_WIDENED ? VPMOVZXBW : VPMOVSXBW, x, half);
      }
    }
  }

  /// Reads one, two or three bytes, no more.
  private void bytes(Code code, Mem at, int numbers) {
    var low = scratch.low();
    switch (numbers) {
      case 1 -> code.emit(MOVZX_B, low, at);
      case 2 -> code.emit(MOVZX_W, low, at);
      default -> {
        code.emit(MOVZX_B, low, at.plus(2));
        code.emit(SHL, low, 16);
        code.emit(MOV_W, scratch.as(16), at);
      }
    }
  }
}
