package org.ashlar.gpu.engine;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.ashlar.ptx.Instruction;

/// Writes arithmetic of f32 and f64 that is one bytecode or call, rounded to nearest.
final class FloatWriter {
  private static final ClassDesc FLOAT = ConstantDescs.CD_float;
  private static final ClassDesc DOUBLE = ConstantDescs.CD_double;
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  private final CodeWriter w;

  FloatWriter(CodeWriter w) {
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

  /// Writes an instruction of f32; false where it wrote nothing.
  boolean single(Instruction i) {
    var c = w.c;
    switch (i.opcode()) {
      case "add" -> {
        push(i, 1, 2);
        c.fadd();
      }
      case "sub" -> {
        push(i, 1, 2);
        c.fsub();
      }
      case "mul" -> {
        push(i, 1, 2);
        c.fmul();
      }
      case "fma", "mad" -> {
        push(i, 1, 2, 3);
        c.invokestatic(MATH, "fma", MethodTypeDesc.of(FLOAT, FLOAT, FLOAT, FLOAT));
      }
      case "div" -> {
        if (i.has("approx")) {
          return false;
        }
        push(i, 1, 2);
        c.fdiv();
      }
      case "sqrt" -> {
        push(i, 1);
        w.call("root", FLOAT, FLOAT);
      }
      case "rcp" -> {
        push(i, 1);
        w.call("inverse", FLOAT, FLOAT);
      }
      case "rsqrt" -> {
        push(i, 1);
        w.call("inverseRoot", FLOAT, FLOAT);
      }
      case "min", "max" -> {
        if (i.operands().size() > 3) {
          return false;
        }
        push(i, 1, 2);
        w.call(i.opcode(), FLOAT, FLOAT, FLOAT);
      }
      case "neg" -> {
        w.push(w.kernel.decoder().value(i.operands().get(1), i.type()), JavaKind.INT);
        c.loadConstant(Integer.MIN_VALUE).ixor();
        return done(i, JavaKind.INT);
      }
      case "abs" -> {
        w.push(w.kernel.decoder().value(i.operands().get(1), i.type()), JavaKind.INT);
        c.loadConstant(Integer.MAX_VALUE).iand();
        return done(i, JavaKind.INT);
      }
      default -> {
        return false;
      }
    }
    return done(i, JavaKind.FLOAT);
  }

  /// Writes an instruction of f64; false where it wrote nothing.
  boolean twice(Instruction i) {
    var c = w.c;
    switch (i.opcode()) {
      case "add" -> {
        push(i, 1, 2);
        c.dadd();
      }
      case "sub" -> {
        push(i, 1, 2);
        c.dsub();
      }
      case "mul" -> {
        push(i, 1, 2);
        c.dmul();
      }
      case "fma", "mad" -> {
        push(i, 1, 2, 3);
        c.invokestatic(MATH, "fma", MethodTypeDesc.of(DOUBLE, DOUBLE, DOUBLE, DOUBLE));
      }
      case "div" -> {
        push(i, 1, 2);
        c.ddiv();
      }
      case "sqrt" -> {
        push(i, 1);
        c.invokestatic(MATH, "sqrt", MethodTypeDesc.of(DOUBLE, DOUBLE));
      }
      default -> {
        return false;
      }
    }
    return done(i, JavaKind.DOUBLE);
  }
}
