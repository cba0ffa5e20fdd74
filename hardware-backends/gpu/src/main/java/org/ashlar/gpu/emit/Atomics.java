package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;
import org.ashlar.ir.Op2;
import org.ashlar.ir.kernel.Buffer;

/// Updates of places that several threads may update at once: by the machine's own operation where
/// it has one, else by comparing and exchanging the word that holds the element.
final class Atomics {
  /// What an update makes of the old number and the given one.
  interface Combine {
    Value apply(Op2 op, DType dtype, Value old, Value value);
  }

  private final Ptx ptx;
  private final Expressions expressions;

  Atomics(Ptx ptx, Expressions expressions) {
    this.ptx = ptx;
    this.expressions = expressions;
  }

  void update(Buffer b, Expressions.Element element, Op2 op, Combine combine, Value value) {
    if (!(element instanceof Expressions.Element.OfMemory(var space, var at))) {
      throw new IllegalStateException("registers belong to one thread");
    }
    var dtype = b.dtype();
    boolean whole = dtype.isInteger() && dtype.bits() >= 32;
    if (whole && op != Op2.MUL) {
      ptx.add("red." + space + "." + own(op, dtype), "[" + at + "]", value);
      return;
    }
    boolean wide = dtype.bytes() == 8;
    var kind = wide ? Kind.LONG : Kind.WORD;
    var bits = kind.bits();
    var address =
        ptx.make(
            Kind.LONG,
            "add.s64",
            at.contains("+") ? at.substring(0, at.indexOf('+')) : at,
            at.contains("+") ? at.substring(at.indexOf('+') + 1) : "0");
    // elements of fewer bytes lie somewhere in an aligned word
    var word = wide ? address : ptx.make(Kind.LONG, "and.b64", address, -4);
    var inside = ptx.make(Kind.LONG, "and.b64", address, wide ? 0 : 3);
    var shift = ptx.make(Kind.WORD, "shl.b32", ptx.make(Kind.WORD, "cvt.u32.u64", inside), 3);
    int width = dtype.bytes() * 8;
    var old = ptx.make(kind, "ld." + space + "." + bits, "[" + word + "]");
    var again = ptx.label();
    ptx.loop(again);
    var part = wide ? old : ptx.make(Kind.WORD, "shr.u32", old, shift);
    var was = decoded(dtype, part);
    var now = encoded(dtype, combine.apply(op, dtype, was, value));
    Value replaced = now;
    if (width < 32) {
      var mask = ptx.make(Kind.WORD, "shl.b32", (1 << width) - 1, shift);
      var low = ptx.make(Kind.WORD, "and.b32", now, (1 << width) - 1);
      var moved = ptx.make(Kind.WORD, "shl.b32", low, shift);
      var others = ptx.make(Kind.WORD, "and.b32", old, ptx.make(Kind.WORD, "not.b32", mask));
      replaced = ptx.make(Kind.WORD, "or.b32", others, moved);
    }
    var seen = ptx.make(kind, "atom." + space + ".cas." + bits, "[" + word + "]", old, replaced);
    var changed = ptx.make(Kind.TRUTH, "setp.ne." + bits.replace('b', 'u'), seen, old);
    ptx.move(old, seen);
    ptx.jump(changed, true, again);
  }

  private static String own(Op2 op, DType dtype) {
    var bits = dtype.bits();
    return switch (op) {
      // sums wrap alike with a sign and without
      case ADD -> "add." + (bits == 64 ? "u64" : "u32");
      case MIN, MAX -> op + "." + (dtype.kind() == DType.Kind.SIGNED ? "s" : "u") + bits;
      case AND, OR, XOR -> op + ".b" + bits;
      default -> throw new IllegalArgumentException(op + ": is not done at once");
    };
  }

  private Value decoded(DType dtype, Value part) {
    return switch (dtype.kind()) {
      case BOOL -> {
        var low = ptx.make(Kind.WORD, "and.b32", part, 1);
        yield ptx.make(Kind.TRUTH, "setp.ne.s32", low, 0);
      }
      case FLOAT -> expressions.casts.fromBits(dtype, part);
      default -> expressions.integers.wrap(dtype, part);
    };
  }

  private Value encoded(DType dtype, Value value) {
    return switch (dtype.kind()) {
      case BOOL -> ptx.make(Kind.WORD, "selp.b32", 1, 0, value);
      case FLOAT -> expressions.casts.bits(dtype, value);
      default -> value;
    };
  }
}
