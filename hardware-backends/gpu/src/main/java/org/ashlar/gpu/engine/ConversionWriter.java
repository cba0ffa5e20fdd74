package org.ashlar.gpu.engine;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Writes `cvt` where the virtual machine converts in the same way.
final class ConversionWriter {
  private static final ClassDesc NARROW = ClassDesc.of(Narrow.class.getName());

  private final CodeWriter w;

  ConversionWriter(CodeWriter w) {
    this.w = w;
  }

  boolean write(Instruction i) {
    var types = i.types();
    if (types.size() != 2 || i.operands().size() != 2) {
      return false;
    }
    var to = types.get(0);
    var from = types.get(1);
    var source = i.operands().get(1);
    if (!to.isFloat() && !from.isFloat()) {
      return wholes(i, to, from, source);
    }
    boolean rounded = i.has("rni") || i.has("rmi") || i.has("rpi") || i.has("rzi");
    if (to.isFloat() && from.isFloat()) {
      return !rounded && floats(i, to, from, source);
    }
    if (to.isFloat()) {
      return fromWhole(i, to, from, source);
    }
    return i.has("rzi") && toWhole(i, to, from, source);
  }

  private boolean wholes(Instruction i, Type to, Type from, Operand source) {
    if (from.bits() < 64) {
      w.signed(source, from);
      wrapSource(from);
    } else {
      w.push(source, from);
    }
    boolean wasLong = from.bits() == 64;
    int width =
        i.operands().getFirst() instanceof Operand.Register(var name)
            ? w.kernel.slots().type(name).bits()
            : to.bits();
    if (to.bits() == 64) {
      if (!wasLong) {
        w.c.i2l();
        if (!from.isSigned()) {
          w.c.loadConstant(0xFFFFFFFFL).land();
        }
      }
      w.pop(i.operands().getFirst(), JavaKind.LONG);
      return true;
    }
    if (wasLong) {
      w.c.l2i();
    }
    if (to.bits() < 32) {
      if (to.isSigned() && width > to.bits()) {
        if (to.bits() == 8) {
          w.c.i2b();
        } else {
          w.c.i2s();
        }
        w.wrap(Math.min(width, 32));
      } else {
        w.wrap(to.bits());
      }
    } else if (width == 64) {
      w.c.i2l();
      if (!to.isSigned()) {
        w.c.loadConstant(0xFFFFFFFFL).land();
      }
      w.pop(i.operands().getFirst(), JavaKind.LONG);
      return true;
    }
    w.pop(i.operands().getFirst(), JavaKind.INT);
    return true;
  }

  /// Bits above the source type do not count: a register may be wider than what is read of it.
  private void wrapSource(Type from) {
    if (!from.isSigned()) {
      w.wrap(from.bits());
    }
  }

  private boolean fromWhole(Instruction i, Type to, Type from, Operand source) {
    if (JavaKind.of(to) == JavaKind.INT || from.bits() == 64 && !from.isSigned()) {
      return false;
    }
    if (from.bits() == 64) {
      w.push(source, from);
      widen(to, true);
    } else if (from == Type.U32) {
      w.push(source, from);
      w.c.i2l().loadConstant(0xFFFFFFFFL).land();
      widen(to, true);
    } else {
      w.signed(source, from);
      wrapSource(from);
      widen(to, false);
    }
    w.pop(i.operands().getFirst(), JavaKind.of(to));
    return true;
  }

  private void widen(Type to, boolean isLong) {
    if (to == Type.F32 && isLong) {
      w.c.l2f();
    } else if (to == Type.F32) {
      w.c.i2f();
    } else if (isLong) {
      w.c.l2d();
    } else {
      w.c.i2d();
    }
  }

  /// To whole numbers towards zero, clamped, NaN to 0: as casts of Java do.
  private boolean toWhole(Instruction i, Type to, Type from, Operand source) {
    if (JavaKind.of(from) == JavaKind.INT || !to.isSigned() || to.bits() < 32) {
      return false;
    }
    w.push(source, from);
    boolean single = from == Type.F32;
    if (to.bits() == 64) {
      if (single) {
        w.c.f2l();
      } else {
        w.c.d2l();
      }
      w.pop(i.operands().getFirst(), JavaKind.LONG);
    } else {
      if (single) {
        w.c.f2i();
      } else {
        w.c.d2i();
      }
      w.pop(i.operands().getFirst(), JavaKind.INT);
    }
    return true;
  }

  private boolean floats(Instruction i, Type to, Type from, Operand source) {
    var c = w.c;
    if (to == Type.F64 && from == Type.F32) {
      w.push(source, from);
      c.f2d();
      w.pop(i.operands().getFirst(), JavaKind.DOUBLE);
      return true;
    }
    if (to == Type.F32 && from == Type.F64) {
      w.push(source, from);
      c.d2f();
      w.pop(i.operands().getFirst(), JavaKind.FLOAT);
      return true;
    }
    if (to == Type.F32 && (from == Type.F16 || from == Type.BF16)) {
      w.push(w.kernel.decoder().value(source, from), JavaKind.LONG);
      var name = from == Type.F16 ? "ofHalf" : "ofBrain";
      c.invokestatic(
          NARROW, name, MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_long));
      w.pop(i.operands().getFirst(), JavaKind.FLOAT);
      return true;
    }
    if (from == Type.F32 && (to == Type.F16 || to == Type.BF16)) {
      w.push(source, from);
      var name = to == Type.F16 ? "toHalf" : "toBrain";
      c.invokestatic(
          NARROW, name, MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_float));
      w.pop(i.operands().getFirst(), JavaKind.LONG);
      return true;
    }
    return false;
  }
}
