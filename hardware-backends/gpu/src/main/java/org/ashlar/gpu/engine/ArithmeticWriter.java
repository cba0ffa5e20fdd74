package org.ashlar.gpu.engine;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Writes arithmetic as bytecodes where these do exactly what the instruction says.
final class ArithmeticWriter {
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final Set<String> SPECIAL =
      Set.of("sat", "ftz", "rz", "rm", "rp", "cc", "relu", "NaN", "xorsign", "satfinite");

  private final CodeWriter w;

  ArithmeticWriter(CodeWriter w) {
    this.w = w;
  }

  /// Writes an instruction; false where it wrote nothing.
  boolean write(Instruction i) {
    if (i.suffixes().stream().anyMatch(SPECIAL::contains) || i.type().isPair()) {
      return false;
    }
    return switch (i.opcode()) {
      case "mov" -> move(i);
      case "setp" -> new ComparisonWriter(w).write(i);
      case "selp" -> select(i);
      case "cvt" -> new ConversionWriter(w).write(i);
      case "cvta" -> cvta(i);
      default -> {
        yield switch (i.type()) {
          case F32 -> new FloatWriter(w).single(i);
          case F64 -> new FloatWriter(w).twice(i);
          case F16, BF16, TF32 -> false;
          default ->
              i.type().bits() == 64 && !i.has("wide") ? new WideWriter(w).write(i) : whole(i);
        };
      }
    };
  }

  private Operand operand(Instruction i, int at) {
    return i.operands().get(at);
  }

  private void push(Instruction i, int... operands) {
    for (int at : operands) {
      w.push(operand(i, at), i.type());
    }
  }

  private boolean done(Instruction i, JavaKind kind) {
    w.pop(operand(i, 0), kind);
    return true;
  }

  private boolean move(Instruction i) {
    var type = i.type();
    if (operand(i, 0) instanceof Operand.Vector(var parts)) {
      return unpack(i, parts, type);
    }
    if (operand(i, 1) instanceof Operand.Vector(var parts)) {
      return pack(i, parts, type);
    }
    push(i, 1);
    return done(i, JavaKind.of(type));
  }

  private boolean unpack(Instruction i, java.util.List<Operand> parts, Type type) {
    int bits = type.bits() / parts.size();
    var kind = JavaKind.of(type);
    var whole = kind == JavaKind.LONG || kind == JavaKind.DOUBLE ? JavaKind.LONG : JavaKind.INT;
    for (int k = 0; k < parts.size(); k++) {
      w.push(w.kernel.decoder().value(operand(i, 1), type), whole);
      if (whole == JavaKind.LONG) {
        w.c.loadConstant(k * bits).lushr().l2i();
      } else {
        w.c.loadConstant(k * bits).iushr();
      }
      w.wrap(bits);
      w.pop(parts.get(k), JavaKind.INT);
    }
    return true;
  }

  private boolean pack(Instruction i, java.util.List<Operand> parts, Type type) {
    int bits = type.bits() / parts.size();
    boolean isLong = type.bits() == 64;
    for (int k = 0; k < parts.size(); k++) {
      int slot = w.kernel.decoder().value(parts.get(k), type);
      w.push(slot, isLong ? JavaKind.LONG : JavaKind.INT);
      if (isLong) {
        w.c.loadConstant(k * bits).lshl();
      } else {
        w.c.loadConstant(k * bits).ishl();
      }
      if (k > 0 && isLong) {
        w.c.lor();
      } else if (k > 0) {
        w.c.ior();
      }
    }
    return done(i, isLong ? JavaKind.LONG : JavaKind.INT);
  }

  private boolean select(Instruction i) {
    var kind = JavaKind.of(i.type());
    var other = w.label();
    var end = w.label();
    w.push(operand(i, 3), Type.PRED);
    w.c.ifeq(other);
    push(i, 1);
    w.c.goto_(end).labelBinding(other);
    push(i, 2);
    w.c.labelBinding(end);
    return done(i, kind);
  }

  private boolean cvta(Instruction i) {
    long window =
        switch (i.space()) {
          case SHARED -> Windows.SHARED;
          case LOCAL -> Windows.LOCAL;
          default -> 0;
        };
    w.push(operand(i, 1), Type.B64);
    if (window != 0) {
      w.c.loadConstant(i.has("to") ? -window : window).ladd();
    }
    return done(i, JavaKind.LONG);
  }

  /// Up to 32 bits, and products of these with twice the bits.
  private boolean whole(Instruction i) {
    var c = w.c;
    var type = i.type();
    int bits = type.bits();
    boolean signed = type.isSigned();
    switch (i.opcode()) {
      case "add", "sub" -> {
        push(i, 1, 2);
        if (i.opcode().equals("add")) {
          c.iadd();
        } else {
          c.isub();
        }
      }
      case "mul", "mad" -> {
        boolean sum = i.opcode().equals("mad");
        if (i.has("wide")) {
          return wideProduct(i, sum);
        }
        if (i.has("hi")) {
          if (bits != 32) {
            return false;
          }
          push(i, 1, 2);
          w.call(signed ? "highInt" : "highUnsignedInt", INT, INT, INT);
        } else {
          push(i, 1, 2);
          c.imul();
        }
        if (sum) {
          push(i, 3);
          c.iadd();
        }
      }
      case "and", "or", "xor" -> {
        push(i, 1, 2);
        switch (i.opcode()) {
          case "and" -> c.iand();
          case "or" -> c.ior();
          default -> c.ixor();
        }
      }
      case "not" -> {
        push(i, 1);
        if (type == Type.PRED) {
          c.loadConstant(1).ixor();
        } else {
          c.iconst_m1().ixor();
        }
      }
      case "neg" -> {
        push(i, 1);
        c.ineg();
      }
      case "shl", "shr" -> {
        if (bits != 32) {
          return false;
        }
        push(i, 1);
        w.push(operand(i, 2), Type.U32);
        w.call(i.opcode().equals("shl") ? "shl" : signed ? "sar" : "shr", INT, INT, INT);
      }
      case "div", "rem" -> {
        w.signed(operand(i, 1), type);
        w.signed(operand(i, 2), type);
        w.call(
            (i.opcode().equals("div") ? "divide" : "remainder") + (signed ? "" : "Unsigned"),
            INT,
            INT,
            INT);
      }
      case "min", "max" -> {
        w.signed(operand(i, 1), type);
        w.signed(operand(i, 2), type);
        if (signed) {
          c.invokestatic(MATH, i.opcode(), MethodTypeDesc.of(INT, INT, INT));
        } else {
          w.call(i.opcode() + "Unsigned", INT, INT, INT);
        }
      }
      case "lop3" -> {
        push(i, 1, 2, 3, 4);
        w.call("logic", INT, INT, INT, INT, INT);
      }
      default -> {
        return false;
      }
    }
    if (type != Type.PRED) {
      w.wrap(bits);
    }
    return done(i, JavaKind.INT);
  }

  private boolean wideProduct(Instruction i, boolean sum) {
    var c = w.c;
    var type = i.type();
    if (type.bits() == 16) {
      w.signed(operand(i, 1), type);
      w.signed(operand(i, 2), type);
      c.imul();
      if (sum) {
        w.push(operand(i, 3), Type.B32);
        c.iadd();
      }
      return done(i, JavaKind.INT);
    }
    for (int at = 1; at <= 2; at++) {
      push(i, at);
      c.i2l();
      if (!type.isSigned()) {
        c.loadConstant(0xFFFFFFFFL).land();
      }
    }
    c.lmul();
    if (sum) {
      w.push(operand(i, 3), Type.B64);
      c.ladd();
    }
    return done(i, JavaKind.LONG);
  }
}
