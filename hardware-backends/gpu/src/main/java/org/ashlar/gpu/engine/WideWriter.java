package org.ashlar.gpu.engine;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Writes arithmetic of whole numbers of 64 bits.
final class WideWriter {
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc LONG = ConstantDescs.CD_long;
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  private final CodeWriter w;

  WideWriter(CodeWriter w) {
    this.w = w;
  }

  private void push(Instruction i, int... operands) {
    for (int at : operands) {
      w.push(i.operands().get(at), i.type());
    }
  }

  private boolean done(Instruction i, JavaKind kind) {
    w.pop(i.operands().get(0), kind);
    return true;
  }

  /// Writes an instruction; false where it wrote nothing.
  boolean write(Instruction i) {
    var c = w.c;
    boolean signed = i.type().isSigned();
    switch (i.opcode()) {
      case "add" -> {
        push(i, 1, 2);
        c.ladd();
      }
      case "sub" -> {
        push(i, 1, 2);
        c.lsub();
      }
      case "mul", "mad" -> {
        push(i, 1, 2);
        if (i.has("hi")) {
          c.invokestatic(
              MATH,
              signed ? "multiplyHigh" : "unsignedMultiplyHigh",
              MethodTypeDesc.of(LONG, LONG, LONG));
        } else {
          c.lmul();
        }
        if (i.opcode().equals("mad")) {
          push(i, 3);
          c.ladd();
        }
      }
      case "and" -> {
        push(i, 1, 2);
        c.land();
      }
      case "or" -> {
        push(i, 1, 2);
        c.lor();
      }
      case "xor" -> {
        push(i, 1, 2);
        c.lxor();
      }
      case "not" -> {
        push(i, 1);
        c.loadConstant(-1L).lxor();
      }
      case "neg" -> {
        push(i, 1);
        c.lneg();
      }
      case "shl", "shr" -> {
        push(i, 1);
        w.push(i.operands().get(2), Type.U32);
        w.call(i.opcode().equals("shl") ? "shl" : signed ? "sar" : "shr", LONG, LONG, INT);
      }
      case "div", "rem" -> {
        push(i, 1, 2);
        w.call(
            (i.opcode().equals("div") ? "divide" : "remainder") + (signed ? "" : "Unsigned"),
            LONG,
            LONG,
            LONG);
      }
      case "min", "max" -> {
        push(i, 1, 2);
        if (signed) {
          c.invokestatic(MATH, i.opcode(), MethodTypeDesc.of(LONG, LONG, LONG));
        } else {
          w.call(i.opcode() + "Unsigned", LONG, LONG, LONG);
        }
      }
      default -> {
        return false;
      }
    }
    return done(i, JavaKind.LONG);
  }
}
