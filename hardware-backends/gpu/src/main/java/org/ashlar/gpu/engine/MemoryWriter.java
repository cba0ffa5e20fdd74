package org.ashlar.gpu.engine;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// Writes loads, stores and sums in memory: the address is checked once, then memory is touched
/// directly.
final class MemoryWriter {
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc LONG = ConstantDescs.CD_long;

  private final CodeWriter w;
  private final int at;

  MemoryWriter(CodeWriter w) {
    this.w = w;
    at = w.c.allocateLocal(TypeKind.LONG);
    w.c.lconst_0().lstore(at);
  }

  /// Writes an instruction; false where it wrote nothing.
  boolean write(Instruction i, int index) {
    return switch (i.opcode()) {
      case "ld", "ldu" -> load(i, index);
      case "st" -> store(i, index);
      case "red" -> sum(i, index, 0);
      case "atom" -> sum(i, index, 1);
      default -> false;
    };
  }

  private static List<Operand> elements(Operand operand) {
    return operand instanceof Operand.Vector(var parts) ? parts : List.of(operand);
  }

  private boolean load(Instruction i, int index) {
    var type = i.type();
    var access = w.kernel.decoder().access(i.operands().get(1), i.space(), index);
    var results = elements(i.operands().get(0));
    if (i.space() == Space.PARAM) {
      return access.base() < 0 && parameters(type, access.offset(), results);
    }
    if (results.size() == 1
        && type.bytes() == 4
        && brief(access, type, results.getFirst(), index)) {
      return true;
    }
    address(access, type.bytes() * results.size(), index);
    for (int k = 0; k < results.size(); k++) {
      var to = results.get(k);
      var kind = to instanceof Operand.Register(var name) ? w.kind(name) : JavaKind.INT;
      w.c.lload(at);
      if (k > 0) {
        w.c.loadConstant((long) k * type.bytes()).ladd();
      }
      switch (type.bytes()) {
        case 1 -> {
          w.call("loadByte", INT, LONG);
          extend(type, to);
        }
        case 2 -> {
          w.call("loadShort", INT, LONG);
          extend(type, to);
        }
        case 4 -> {
          if (kind == JavaKind.FLOAT) {
            w.call("loadFloat", ConstantDescs.CD_float, LONG);
            w.pop(to, JavaKind.FLOAT);
          } else {
            w.call("loadInt", INT, LONG);
            extend(type, to);
          }
        }
        default -> {
          if (kind == JavaKind.DOUBLE) {
            w.call("loadDouble", ConstantDescs.CD_double, LONG);
            w.pop(to, JavaKind.DOUBLE);
          } else {
            w.call("loadLong", LONG, LONG);
            w.pop(to, JavaKind.LONG);
          }
        }
      }
    }
    return true;
  }

  /// An int of fewer bits than the register: its sign goes up where the type has one.
  private void extend(Type type, Operand to) {
    int width = to instanceof Operand.Register(var name) ? w.kernel.slots().type(name).bits() : 32;
    if (type.isSigned() && width > type.bits()) {
      switch (type.bits()) {
        case 8 -> w.c.i2b();
        case 16 -> w.c.i2s();
        default -> {}
      }
      if (width == 64) {
        w.c.i2l();
        w.pop(to, JavaKind.LONG);
        return;
      }
      w.wrap(width);
    }
    w.pop(to, JavaKind.INT);
  }

  private boolean parameters(Type type, long offset, List<Operand> results) {
    for (int k = 0; k < results.size(); k++) {
      long from = offset + (long) k * type.bytes();
      w.parameter((int) (from >> 3));
      int shift = (int) (from & 7) * 8;
      if (shift > 0) {
        w.c.loadConstant(shift).lushr();
      }
      if (type.bytes() == 8) {
        w.pop(results.get(k), JavaKind.LONG);
      } else {
        w.c.l2i();
        w.wrap(type.bits());
        extend(type, results.get(k));
      }
    }
    return true;
  }

  private boolean store(Instruction i, int index) {
    var type = i.type();
    if (i.space() == Space.PARAM) {
      return false;
    }
    var access = w.kernel.decoder().access(i.operands().get(0), i.space(), index);
    var values = elements(i.operands().get(1));
    address(access, type.bytes() * values.size(), index);
    for (int k = 0; k < values.size(); k++) {
      w.c.lload(at);
      if (k > 0) {
        w.c.loadConstant((long) k * type.bytes()).ladd();
      }
      int slot = w.kernel.decoder().value(values.get(k), type);
      boolean real =
          values.get(k) instanceof Operand.Register(var name)
              && (w.kind(name) == JavaKind.FLOAT || w.kind(name) == JavaKind.DOUBLE);
      switch (type.bytes()) {
        case 1 -> {
          w.push(slot, JavaKind.INT);
          w.call("storeByte", ConstantDescs.CD_void, LONG, INT);
        }
        case 2 -> {
          w.push(slot, JavaKind.INT);
          w.call("storeShort", ConstantDescs.CD_void, LONG, INT);
        }
        case 4 -> {
          w.push(slot, real ? JavaKind.FLOAT : JavaKind.INT);
          w.call(
              real ? "storeFloat" : "storeInt",
              ConstantDescs.CD_void,
              LONG,
              real ? ConstantDescs.CD_float : INT);
        }
        default -> {
          w.push(slot, real ? JavaKind.DOUBLE : JavaKind.LONG);
          w.call(
              real ? "storeDouble" : "storeLong",
              ConstantDescs.CD_void,
              LONG,
              real ? ConstantDescs.CD_double : LONG);
        }
      }
    }
    return true;
  }

  /// Whether an atomic is a sum of whole numbers whose order does not matter, and nobody reads what
  /// it returns.
  static boolean isSum(Instruction i, boolean returns) {
    var type = i.type();
    return i.has("add")
        && !returns
        && !type.isFloat()
        && type.bits() >= 32
        && (i.opcode().equals("red") || i.opcode().equals("atom"));
  }

  private boolean sum(Instruction i, int index, int operand) {
    var type = i.type();
    var access = w.kernel.decoder().access(i.operands().get(operand), i.space(), index);
    address(access, type.bytes(), index);
    var kind = JavaKind.of(type);
    w.c.lload(at);
    w.push(i.operands().get(operand + 1), type);
    w.call(kind == JavaKind.LONG ? "addLong" : "addInt", ConstantDescs.CD_void, LONG, kind.desc());
    return true;
  }

  /// A load of 32 bits in one call.
  private boolean brief(Access access, Type type, Operand to, int index) {
    boolean shared = access.space() == Space.SHARED;
    if (!shared && access.space() != Space.GLOBAL && access.space() != Space.CONST) {
      return false;
    }
    boolean real = to instanceof Operand.Register(var name) && w.kind(name) == JavaKind.FLOAT;
    var result = real ? ConstantDescs.CD_float : INT;
    if (shared) {
      narrow(access);
    } else {
      whole(access);
    }
    w.c.aload(CodeWriter.FRAME_LOCAL).loadConstant(index);
    if (shared) {
      w.call(real ? "sharedFloat" : "sharedInt", result, INT, INT, CodeWriter.FRAME, INT);
    } else {
      w.call(real ? "globalFloat" : "globalInt", result, LONG, CodeWriter.FRAME, INT);
    }
    if (real) {
      w.pop(to, JavaKind.FLOAT);
    } else {
      extend(type, to);
    }
    return true;
  }

  /// Pushes an address of 64 bits.
  private void whole(Access access) {
    if (access.base() < 0) {
      w.c.loadConstant(access.offset());
      return;
    }
    w.push(access.base(), JavaKind.LONG);
    if (access.offset() != 0) {
      w.c.loadConstant(access.offset()).ladd();
    }
  }

  /// Pushes a base and an offset of 32 bits.
  private void narrow(Access access) {
    if (access.base() < 0) {
      w.c.iconst_0();
    } else {
      w.push(access.base(), JavaKind.INT);
    }
    w.c.loadConstant((int) access.offset());
  }

  /// The native address, checked, in a local.
  private void address(Access access, int bytes, int index) {
    boolean near = access.space() == Space.SHARED || access.space() == Space.LOCAL;
    if (near) {
      narrow(access);
    } else {
      whole(access);
    }
    w.c.aload(CodeWriter.FRAME_LOCAL).loadConstant(bytes).loadConstant(index);
    switch (access.space()) {
      case SHARED -> w.call("shared", LONG, INT, INT, CodeWriter.FRAME, INT, INT);
      case LOCAL -> w.call("local", LONG, INT, INT, CodeWriter.FRAME, INT, INT);
      case GLOBAL, CONST -> w.call("global", LONG, LONG, CodeWriter.FRAME, INT, INT);
      default -> w.call("generic", LONG, LONG, CodeWriter.FRAME, INT, INT);
    }
    w.c.lstore(at);
  }
}
