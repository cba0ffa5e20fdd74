package org.ashlar.gpu.engine;

import java.lang.classfile.Label;
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
  private static final ClassDesc LONG = ConstantDescs.CD_long;
  private static final ClassDesc FLOAT = ConstantDescs.CD_float;
  private static final ClassDesc DOUBLE = ConstantDescs.CD_double;
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final Set<String> SPECIAL =
      Set.of("sat", "ftz", "rz", "rm", "rp", "cc", "relu", "NaN", "xorsign", "satfinite");

  private final CodeWriter w;

  ArithmeticWriter(CodeWriter w) {
    this.w = w;
  }

  /// @return whether it wrote the instruction; else nothing was written
  boolean write(Instruction i) {
    if (i.suffixes().stream().anyMatch(SPECIAL::contains) || i.type().isPair()) {
      return false;
    }
    return switch (i.opcode()) {
      case "mov" -> move(i);
      case "setp" -> compare(i);
      case "selp" -> select(i);
      case "cvt" -> new ConversionWriter(w).write(i);
      case "cvta" -> cvta(i);
      default -> {
        yield switch (i.type()) {
          case F32 -> single(i);
          case F64 -> twice(i);
          case F16, BF16, TF32 -> false;
          default ->
              i.type().bits() == 64 && !i.has("wide") ? wide(i) : whole(i);
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

  private boolean single(Instruction i) {
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
        w.push(w.kernel.decoder().value(operand(i, 1), i.type()), JavaKind.INT);
        c.loadConstant(Integer.MIN_VALUE).ixor();
        return done(i, JavaKind.INT);
      }
      case "abs" -> {
        w.push(w.kernel.decoder().value(operand(i, 1), i.type()), JavaKind.INT);
        c.loadConstant(Integer.MAX_VALUE).iand();
        return done(i, JavaKind.INT);
      }
      default -> {
        return false;
      }
    }
    return done(i, JavaKind.FLOAT);
  }

  private boolean twice(Instruction i) {
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
        w.call((i.opcode().equals("div") ? "divide" : "remainder") + (signed ? "" : "Unsigned"), INT, INT, INT);
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

  private boolean wide(Instruction i) {
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
          c.invokestatic(MATH, signed ? "multiplyHigh" : "unsignedMultiplyHigh", MethodTypeDesc.of(LONG, LONG, LONG));
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
        w.push(operand(i, 2), Type.U32);
        w.call(i.opcode().equals("shl") ? "shl" : signed ? "sar" : "shr", LONG, LONG, INT);
      }
      case "div", "rem" -> {
        push(i, 1, 2);
        w.call((i.opcode().equals("div") ? "divide" : "remainder") + (signed ? "" : "Unsigned"), LONG, LONG, LONG);
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

  /// `setp` into one predicate or two, combined with another or not.
  private boolean compare(Instruction i) {
    var o = i.operands();
    var type = i.type();
    var name = i.suffixes().getFirst();
    if (type.isFloat() && (JavaKind.of(type) == JavaKind.INT || Set.of("ne", "equ", "num", "nan").contains(name))) {
      return false;
    }
    boolean combined = o.size() > 3;
    if (combined && operand(i, 0) instanceof Operand.Pair) {
      return false;
    }
    var yes = w.label();
    var end = w.label();
    jump(i, type, name, yes);
    w.c.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
    if (combined) {
      var with = o.get(3);
      w.push(with instanceof Operand.Not(var p) ? p : with, Type.PRED);
      if (with instanceof Operand.Not) {
        w.c.iconst_1().ixor();
      }
      switch (i.has("and") ? "and" : i.has("or") ? "or" : "xor") {
        case "and" -> w.c.iand();
        case "or" -> w.c.ior();
        default -> w.c.ixor();
      }
    }
    if (operand(i, 0) instanceof Operand.Pair(var p, var q)) {
      w.c.dup();
      w.pop(p, JavaKind.INT);
      w.c.iconst_1().ixor();
      w.pop(q, JavaKind.INT);
      return true;
    }
    return done(i, JavaKind.INT);
  }

  private void jump(Instruction i, Type type, String name, Label yes) {
    var c = w.c;
    var kind = JavaKind.of(type);
    boolean unsigned = !type.isSigned() || Set.of("lo", "ls", "hi", "hs").contains(name);
    switch (kind) {
      case INT -> {
        if (unsigned) {
          push(i, 1);
          offset(type);
          push(i, 2);
          offset(type);
        } else {
          w.signed(operand(i, 1), type);
          w.signed(operand(i, 2), type);
        }
        switch (name) {
          case "eq" -> c.if_icmpeq(yes);
          case "ne" -> c.if_icmpne(yes);
          case "lt", "lo" -> c.if_icmplt(yes);
          case "le", "ls" -> c.if_icmple(yes);
          case "gt", "hi" -> c.if_icmpgt(yes);
          default -> c.if_icmpge(yes);
        }
      }
      case LONG -> {
        push(i, 1, 2);
        if (unsigned) {
          c.invokestatic(ConstantDescs.CD_Long, "compareUnsigned", MethodTypeDesc.of(INT, LONG, LONG));
        } else {
          c.lcmp();
        }
        test(name, yes);
      }
      case FLOAT -> {
        push(i, 1, 2);
        // A comparison with NaN is false, or true with the letter u.
        if (Set.of("lt", "le", "gtu", "geu").contains(name)) {
          c.fcmpg();
        } else {
          c.fcmpl();
        }
        test(plain(name), yes);
      }
      case DOUBLE -> {
        push(i, 1, 2);
        if (Set.of("lt", "le", "gtu", "geu").contains(name)) {
          c.dcmpg();
        } else {
          c.dcmpl();
        }
        test(plain(name), yes);
      }
    }
  }

  private static String plain(String name) {
    return name.length() == 3 ? name.substring(0, 2) : name;
  }

  private void test(String name, Label yes) {
    var c = w.c;
    switch (name) {
      case "eq" -> c.ifeq(yes);
      case "ne" -> c.ifne(yes);
      case "lt", "lo" -> c.iflt(yes);
      case "le", "ls" -> c.ifle(yes);
      case "gt", "hi" -> c.ifgt(yes);
      default -> c.ifge(yes);
    }
  }

  private void offset(Type type) {
    if (type.bits() == 32) {
      w.c.loadConstant(Integer.MIN_VALUE).ixor();
    }
  }
}
