package org.ashlar.gpu.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.ashlar.ptx.Type;

/// What a register is in the virtual machine: up to 32 bits an int, zero-extended; else what its
/// type says.
enum JavaKind {
  INT(1, ConstantDescs.CD_int),
  LONG(2, ConstantDescs.CD_long),
  FLOAT(1, ConstantDescs.CD_float),
  DOUBLE(2, ConstantDescs.CD_double);

  private final int words;
  private final ClassDesc desc;

  JavaKind(int words, ClassDesc desc) {
    this.words = words;
    this.desc = desc;
  }

  static JavaKind of(Type type) {
    return switch (type) {
      case F32 -> FLOAT;
      case F64 -> DOUBLE;
      default -> type.bits() == 64 ? LONG : INT;
    };
  }

  int words() {
    return words;
  }

  ClassDesc desc() {
    return desc;
  }

  void load(CodeBuilder c, int local) {
    switch (this) {
      case INT -> c.iload(local);
      case LONG -> c.lload(local);
      case FLOAT -> c.fload(local);
      case DOUBLE -> c.dload(local);
    }
  }

  void store(CodeBuilder c, int local) {
    switch (this) {
      case INT -> c.istore(local);
      case LONG -> c.lstore(local);
      case FLOAT -> c.fstore(local);
      case DOUBLE -> c.dstore(local);
    }
  }

  /// Pushes the number whose bits these are.
  void constant(CodeBuilder c, long bits) {
    switch (this) {
      case INT -> c.loadConstant((int) bits);
      case LONG -> c.loadConstant(bits);
      case FLOAT -> {
        float value = Float.intBitsToFloat((int) bits);
        if (Float.isNaN(value)) {
          c.loadConstant((int) bits);
          reinterpret(c, INT, FLOAT);
        } else {
          c.loadConstant(value);
        }
      }
      case DOUBLE -> {
        c.loadConstant(bits);
        reinterpret(c, LONG, DOUBLE);
      }
    }
  }

  /// The bits on the stack as another kind; wider ones get zeros above.
  static void reinterpret(CodeBuilder c, JavaKind from, JavaKind to) {
    if (from == to) {
      return;
    }
    if (from == FLOAT) {
      c.invokestatic(
          ConstantDescs.CD_Float,
          "floatToRawIntBits",
          MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_float));
      reinterpret(c, INT, to);
      return;
    }
    if (from == DOUBLE) {
      c.invokestatic(
          ConstantDescs.CD_Double,
          "doubleToRawLongBits",
          MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_double));
      reinterpret(c, LONG, to);
      return;
    }
    switch (to) {
      case INT -> c.l2i();
      case LONG -> c.i2l().loadConstant(0xFFFFFFFFL).land();
      case FLOAT -> {
        reinterpret(c, from, INT);
        c.invokestatic(
            ConstantDescs.CD_Float,
            "intBitsToFloat",
            MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
      }
      case DOUBLE -> {
        reinterpret(c, from, LONG);
        c.invokestatic(
            ConstantDescs.CD_Double,
            "longBitsToDouble",
            MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
      }
    }
  }
}
