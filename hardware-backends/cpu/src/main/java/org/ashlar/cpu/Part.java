package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// The body of a parallel loop as a method: what it takes from the method around, and how it is
/// passed.
///
/// @param number among the parallel loops of the kernel
/// @param grain the least number of iterations worth a part
/// @param memories the buffers it uses, with their homes around
/// @param indices the outer indices that change, as longs
/// @param fixed the outer indices that do not
/// @param sizes all sizes of the kernel
record Part(
    int number,
    Stmt.For loop,
    Facts around,
    long grain,
    Map<Buffer, Home.Memory> memories,
    List<Index> indices,
    Map<Index, Method.Binding> fixed,
    List<Expr.Size> sizes) {
  /// The work worth handing to another thread: some tens of microseconds.
  private static final double GRAIN = 20_000;

  static Part of(int number, Stmt.For loop, Method m, Facts around) {
    var memories = new LinkedHashMap<Buffer, Home.Memory>();
    var indices = new ArrayList<Index>();
    var fixed = new HashMap<Index, Method.Binding>();
    Statements.visit(
        loop.body(),
        s -> {
          if (s instanceof Stmt.Store t) {
            memory(m, t.to(), memories);
          } else if (s instanceof Stmt.Update u) {
            memory(m, u.to(), memories);
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer b, _)) {
                          memory(m, b, memories);
                        } else if (e instanceof Index i && m.indices.containsKey(i)) {
                          var binding = m.indices.get(i);
                          if (binding instanceof Method.Binding.Constant) {
                            fixed.put(i, binding);
                          } else if (!indices.contains(i)) {
                            indices.add(i);
                          }
                        }
                      }));
        });
    double weight = Weight.of(loop.body(), around.with(loop.index(), loop.extent()));
    long grain = Math.max(1, (long) (GRAIN / Math.max(1, weight)));
    return new Part(
        number, loop, around, grain, memories, indices, fixed, List.copyOf(m.sizes.keySet()));
  }

  private static void memory(Method m, Buffer b, Map<Buffer, Home.Memory> memories) {
    if (m.homes.get(b) instanceof Home.Memory home) {
      memories.put(b, home);
    }
  }

  int numbers() {
    return sizes.size() + indices.size();
  }

  /// Leaves the memories and numbers on the stack, as two arrays.
  void pass(Method m) {
    m.code.loadConstant(memories.size()).anewarray(Names.SEGMENT);
    int at = 0;
    for (var home : memories.values()) {
      m.code.dup().loadConstant(at++).aload(home.segment()).aastore();
    }
    m.code.loadConstant(numbers()).newarray(TypeKind.LONG);
    at = 0;
    for (var size : sizes) {
      m.code.dup().loadConstant(at++);
      m.places.int64(size);
      m.code.lastore();
    }
    for (var index : indices) {
      m.code.dup().loadConstant(at++);
      m.places.int64(index);
      m.code.lastore();
    }
  }

  /// Calls the method for all iterations.
  void call(Method m) {
    m.code.aload(m.frame).lconst_0();
    m.places.int64(loop.extent());
    for (var home : memories.values()) {
      m.code.aload(home.segment());
    }
    for (var size : sizes) {
      m.places.int64(size);
    }
    for (var index : indices) {
      m.places.int64(index);
    }
    m.code.invokestatic(m.owner.type(), name(), Names.body(true, memories.size(), numbers()));
  }

  /// Calls the method with what the arrays in two locals hold; frame, begin and end are on the
  /// stack.
  void call(
      java.lang.classfile.CodeBuilder code,
      java.lang.constant.ClassDesc owner,
      int arrays,
      int longs) {
    for (int i = 0; i < memories.size(); i++) {
      code.aload(arrays).loadConstant(i).aaload();
    }
    for (int i = 0; i < numbers(); i++) {
      code.aload(longs).loadConstant(i).laload();
    }
    code.invokestatic(owner, name(), Names.body(true, memories.size(), numbers()));
  }

  String name() {
    return "part" + number;
  }

  /// Writes the loop over the part's iterations.
  void write(Method m) {
    int slot = 5;
    for (var entry : memories.entrySet()) {
      m.homes.put(entry.getKey(), new Home.Memory(slot++, entry.getValue().base()));
    }
    for (var size : sizes) {
      m.sizes.put(size, slot);
      slot += 2;
    }
    m.indices.putAll(fixed);
    for (var index : indices) {
      if (around.range(index).max() < Integer.MAX_VALUE) {
        m.code.lload(slot).l2i();
        clamp(m, around.range(index));
        m.bindInt(index);
      } else {
        m.indices.put(index, new Method.Binding.Int64(slot));
      }
      slot += 2;
    }
    m.facts = around.with(loop.index(), loop.extent());
    if (m.owner.choices().isPiece(loop) && m.owner.choices().lanes(loop) > 1) {
      new VectorLoops(m, new StatementCode(m, true)).write(loop, around);
      return;
    }
    boolean isChecked = Weight.hasLoops(loop.body());
    var top = m.code.newLabel();
    var end = m.code.newLabel();
    int stop = m.local(TypeKind.LONG);
    if (around.range(loop.extent()).max() < Integer.MAX_VALUE) {
      int limit = m.local(TypeKind.INT);
      var extents = around.range(loop.extent());
      m.code.lload(3).l2i();
      clamp(m, new Range(0, Math.max(0, extents.max())));
      m.code.istore(limit).lload(1).l2i();
      clamp(m, new Range(0, Math.max(0, extents.max())));
      int index = m.bindInt(loop.index());
      m.code.labelBinding(top).iload(index).iload(limit).if_icmpge(end);
      body(m, isChecked);
      m.code.iinc(index, 1);
    } else {
      m.code.lload(1).lstore(stop);
      m.indices.put(loop.index(), new Method.Binding.Int64(stop));
      m.code.labelBinding(top).lload(stop).lload(3).lcmp().ifge(end);
      body(m, isChecked);
      m.code.lload(stop).lconst_1().ladd().lstore(stop);
    }
    m.code.goto_(top).labelBinding(end);
  }

  /// Tells the compiler the range of the int on the stack: it then moves checks of places that
  /// depend on it out of loops.
  private static void clamp(Method m, Range range) {
    var type = Names.type(CD_int, CD_int, CD_int);
    m.code
        .loadConstant((int) Math.max(Integer.MIN_VALUE, range.min()))
        .invokestatic(Names.MATH, "max", type);
    m.code
        .loadConstant((int) Math.min(Integer.MAX_VALUE, range.max()))
        .invokestatic(Names.MATH, "min", type);
  }

  private void body(Method m, boolean isChecked) {
    if (isChecked) {
      m.frame(() -> {}, "check", Names.type(java.lang.constant.ConstantDescs.CD_void));
    }
    new StatementCode(m, true).write(loop.body(), null);
  }

  static java.lang.constant.MethodTypeDesc type() {
    return Names.type(
        java.lang.constant.ConstantDescs.CD_void,
        java.lang.constant.ConstantDescs.CD_int,
        Names.FRAME,
        CD_long,
        CD_long,
        Names.SEGMENT.arrayType(),
        CD_long.arrayType());
  }
}
