package org.ashlar.gpu.engine;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.util.Map;
import java.util.Set;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;

/// The loop over the threads of a block that code without stops stands in, x fastest.
///
/// Arguments and sizes become locals before it: the compiler keeps them in registers.
final class ThreadLoop {
  private static final Map<String, String> SIZES =
      Map.of(
          "%ctaid.x", "blockX",
          "%ctaid.y", "blockY",
          "%ctaid.z", "blockZ",
          "%nctaid.x", "blocksX",
          "%nctaid.y", "blocksY",
          "%nctaid.z", "blocksZ",
          "%ntid.x", "threadsX",
          "%ntid.y", "threadsY",
          "%ntid.z", "threadsZ");

  private final CodeBuilder c;
  private final CodeWriter w;
  private final Kernel kernel;
  private final Label top;
  private final int thread;
  private final int x;
  private final int y;
  private final int z;
  private final int lane;
  private final int warp;

  ThreadLoop(CodeBuilder c, CodeWriter w, Kernel kernel) {
    this.c = c;
    this.w = w;
    this.kernel = kernel;
    top = c.newLabel();
    SIZES.forEach((special, field) -> w.special(special, size(field)));
    thread = zero();
    x = zero();
    y = zero();
    z = zero();
    lane = zero();
    warp = zero();
    w.special("%tid.x", x);
    w.special("%tid.y", y);
    w.special("%tid.z", z);
    w.special("%laneid", lane);
    w.special("%warpid", warp);
    for (var step : kernel.steps()) {
      var i = step.instruction();
      if (i.opcode().equals("ld")
          && i.space() == Space.PARAM
          && i.operands().get(1)
              instanceof Operand.Address(Operand.Symbol(var name, var more), var offset)) {
        long from = kernel.address(name).orElse(0L) + more + offset;
        word((int) (from >> 3));
      }
    }
  }

  private int size(String field) {
    int at = c.allocateLocal(TypeKind.INT);
    c.aload(CodeWriter.FRAME_LOCAL)
        .getfield(CodeWriter.FRAME, field, ConstantDescs.CD_int)
        .istore(at);
    return at;
  }

  private int zero() {
    int at = c.allocateLocal(TypeKind.INT);
    c.iconst_0().istore(at);
    return at;
  }

  private void word(int index) {
    int at = c.allocateLocal(TypeKind.LONG);
    w.parameter(index);
    c.lstore(at);
    w.word(index, at);
  }

  /// @param unset registers that are read before they are written: zero for each thread
  void begin(Set<String> unset) {
    c.labelBinding(top);
    c.aload(CodeWriter.FRAME_LOCAL)
        .iload(thread)
        .putfield(CodeWriter.FRAME, "thread", ConstantDescs.CD_int);
    c.iload(thread).loadConstant(31).iand().istore(lane);
    c.iload(thread).loadConstant(5).iushr().istore(warp);
    if (kernel.localBytes() > 0) {
      c.aload(CodeWriter.FRAME_LOCAL);
      c.aload(CodeWriter.FRAME_LOCAL).getfield(CodeWriter.FRAME, "locals", ConstantDescs.CD_long);
      c.iload(thread).i2l().loadConstant((long) kernel.localBytes()).lmul().ladd();
      c.putfield(CodeWriter.FRAME, "local", ConstantDescs.CD_long);
    }
    unset.forEach(w::clear);
  }

  /// Goes on with the next thread, and returns behind the last.
  void end() {
    c.iinc(thread, 1);
    next(x, "threadsX");
    next(y, "threadsY");
    next(z, "threadsZ");
    c.return_();
  }

  private void next(int counter, String field) {
    var over = c.newLabel();
    c.iinc(counter, 1).iload(counter);
    c.aload(CodeWriter.FRAME_LOCAL).getfield(CodeWriter.FRAME, field, ConstantDescs.CD_int);
    c.if_icmpge(over);
    c.goto_w(top);
    c.labelBinding(over).iconst_0().istore(counter);
  }
}
