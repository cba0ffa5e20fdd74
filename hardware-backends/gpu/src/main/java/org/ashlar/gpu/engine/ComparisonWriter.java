package org.ashlar.gpu.engine;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Writes `setp` as jumps: comparisons of floats with NaN are false, or true where the name ends in
/// u.
final class ComparisonWriter {
  private static final ClassDesc INT = ConstantDescs.CD_int;
  private static final ClassDesc LONG = ConstantDescs.CD_long;

  private final CodeWriter w;

  ComparisonWriter(CodeWriter w) {
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

  /// Writes an instruction, into one predicate or two, combined with another or not; false where it
  /// wrote nothing.
  boolean write(Instruction i) {
    var o = i.operands();
    var type = i.type();
    var name = i.suffixes().getFirst();
    if (type.isFloat()
        && (JavaKind.of(type) == JavaKind.INT
            || Set.of("ne", "equ", "num", "nan").contains(name))) {
      return false;
    }
    boolean combined = o.size() > 3;
    if (combined && i.operands().get(0) instanceof Operand.Pair) {
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
    if (i.operands().get(0) instanceof Operand.Pair(var p, var q)) {
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
          w.signed(i.operands().get(1), type);
          w.signed(i.operands().get(2), type);
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
          c.invokestatic(
              ConstantDescs.CD_Long, "compareUnsigned", MethodTypeDesc.of(INT, LONG, LONG));
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
