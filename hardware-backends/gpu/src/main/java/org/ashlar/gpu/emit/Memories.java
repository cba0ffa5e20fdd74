package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;

/// Loads and stores of one element.
final class Memories {
  private final Ptx ptx;
  private final Narrow narrow;

  Memories(Ptx ptx, Narrow narrow) {
    this.ptx = ptx;
    this.narrow = narrow;
  }

  /// @param space `global`, `shared`, `local`
  /// @param address what stands between the brackets
  Value load(String space, DType dtype, String address) {
    var at = "[" + address + "]";
    return switch (dtype) {
      case BOOL -> {
        var byteOf = ptx.make(Kind.WORD, "ld." + space + ".u8", at);
        var low = ptx.make(Kind.WORD, "and.b32", byteOf, 1);
        yield ptx.make(Kind.TRUTH, "setp.ne.s32", low, 0);
      }
      case I64, U64 -> ptx.make(Kind.LONG, "ld." + space + ".b64", at);
      case I32, U32 -> ptx.make(Kind.WORD, "ld." + space + ".b32", at);
      case I16, I8 -> ptx.make(Kind.WORD, "ld." + space + ".s" + dtype.bits(), at);
      case U16, U8 -> ptx.make(Kind.WORD, "ld." + space + ".u" + dtype.bits(), at);
      case I4, I2 -> {
        // they lie in bytes of their own, of which the low bits count
        var low = ptx.make(Kind.WORD, "ld." + space + ".u8", at);
        var high = ptx.make(Kind.WORD, "shl.b32", low, 32 - dtype.bits());
        yield ptx.make(Kind.WORD, "shr.s32", high, 32 - dtype.bits());
      }
      case U4, U2 -> {
        var low = ptx.make(Kind.WORD, "ld." + space + ".u8", at);
        yield ptx.make(Kind.WORD, "and.b32", low, (1 << dtype.bits()) - 1);
      }
      case F64 -> ptx.make(Kind.DOUBLE, "ld." + space + ".f64", at);
      case F32, TF32 -> ptx.make(Kind.SINGLE, "ld." + space + ".f32", at);
      case F16, BF16 -> narrow.decode(dtype, ptx.make(Kind.HALF, "ld." + space + ".b16", at));
      case F4E2M1, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0 ->
          narrow.decode(dtype, ptx.make(Kind.WORD, "ld." + space + ".u8", at));
      case C64, C128, STRING ->
          throw new IllegalArgumentException("dtype " + dtype + ": lives on the host only");
    };
  }

  void store(String space, DType dtype, String address, Value value) {
    var at = "[" + address + "]";
    switch (dtype) {
      case BOOL -> ptx.add("st." + space + ".u8", at, ptx.make(Kind.WORD, "selp.b32", 1, 0, value));
      case I64, U64 -> ptx.add("st." + space + ".b64", at, value);
      case I32, U32 -> ptx.add("st." + space + ".b32", at, value);
      case I16, U16 -> ptx.add("st." + space + ".u16", at, register(value));
      case I8, U8, I4, I2, U4, U2 -> ptx.add("st." + space + ".u8", at, register(value));
      case F64 -> ptx.add("st." + space + ".f64", at, value);
      case F32, TF32 -> ptx.add("st." + space + ".f32", at, value);
      case F16, BF16 -> ptx.add("st." + space + ".b16", at, narrow.encode(dtype, value, false));
      case F4E2M1, F8E4M3FN, F8E4M3FNUZ, F8E5M2, F8E5M2FNUZ, F8E8M0 ->
          ptx.add("st." + space + ".u8", at, narrow.encode(dtype, value, false));
      case C64, C128, STRING ->
          throw new IllegalArgumentException("dtype " + dtype + ": lives on the host only");
    }
  }

  /// A constant in a register: the text of a narrow store takes 8 or 16 bits only.
  private Value register(Value value) {
    return value.isConstant() ? ptx.make(Kind.WORD, "mov.b32", value) : value;
  }
}
