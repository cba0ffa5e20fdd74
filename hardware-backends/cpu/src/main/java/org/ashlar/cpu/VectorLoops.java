package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.TypeKind;
import org.ashlar.cpu.Choices.Residence;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Code for vector loops: whole vectors, then one more under a mask for what is left.
final class VectorLoops {
  private final Method m;
  private final StatementCode statements;

  VectorLoops(Method method, StatementCode statements) {
    this.m = method;
    this.statements = statements;
  }

  /// The facts of the method know the index already; `around` does not.
  void write(Stmt.For f, Facts around) {
    int lanes = m.owner.choices().lanes(f);
    if (around.range(f.extent()).max() >= Integer.MAX_VALUE - lanes) {
      throw new Unvectorable(f, 1, "its extent may exceed 32 bits");
    }
    if (f.extent() instanceof Expr.Const(_, long n)) {
      constant(f, lanes, n);
    } else {
      open(f, lanes);
    }
  }

  private void constant(Stmt.For f, int lanes, long n) {
    long whole = n / lanes * lanes;
    if (whole > lanes && !usesVectors(f)) {
      int index = counter(f);
      whole(f, lanes, index, () -> m.code.loadConstant((int) whole));
    } else {
      for (long at = 0; at < whole; at += lanes) {
        m.indices.put(f.index(), new Method.Binding.Constant(at));
        body(f, lanes, false);
      }
    }
    if (whole < n) {
      m.indices.put(f.index(), new Method.Binding.Constant(whole));
      m.code.getstatic(Lane.INT.desc, "SPECIES_" + 32 * lanes, Names.SPECIES);
      m.code.loadConstant((int) whole).loadConstant((int) n);
      rest(f, lanes);
    }
  }

  private void open(Stmt.For f, int lanes) {
    int limit = m.local(TypeKind.INT);
    m.places.int64(f.extent());
    m.code
        .loadConstant(0L)
        .invokestatic(Names.MATH, "max", Names.type(CD_long, CD_long, CD_long))
        .l2i()
        .istore(limit);
    int index = counter(f);
    whole(f, lanes, index, () -> m.code.iload(limit).loadConstant(lanes - 1).isub());
    var end = m.code.newLabel();
    m.code.iload(index).iload(limit).if_icmpge(end);
    m.code
        .getstatic(Lane.INT.desc, "SPECIES_" + 32 * lanes, Names.SPECIES)
        .iload(index)
        .iload(limit);
    rest(f, lanes);
    m.code.labelBinding(end);
  }

  private int counter(Stmt.For f) {
    m.code.iconst_0();
    return m.bindInt(f.index());
  }

  private void whole(Stmt.For f, int lanes, int index, Runnable limit) {
    var top = m.code.newLabel();
    var end = m.code.newLabel();
    m.code.labelBinding(top).iload(index);
    limit.run();
    m.code.if_icmpge(end);
    body(f, lanes, false);
    m.code.iinc(index, lanes).goto_(top).labelBinding(end);
  }

  /// The lanes below the limit; species, index and limit are on the stack.
  private void rest(Stmt.For f, int lanes) {
    int mask = m.local(TypeKind.REFERENCE);
    m.code
        .invokeinterface(Names.SPECIES, "indexInRange", Names.type(Names.MASK, CD_int, CD_int))
        .astore(mask);
    var v = new VectorCode(m, f, lanes, true);
    v.mask = mask;
    statements.write(f.body(), v);
  }

  private void body(Stmt.For f, int lanes, boolean tail) {
    statements.write(f.body(), new VectorCode(m, f, lanes, tail));
  }

  /// Whether the loop works on vectors in locals, whose numbers must be known.
  private boolean usesVectors(Stmt.For f) {
    return LoopChoices.accesses(f.body(), b -> m.homes.get(b) instanceof Home.Vectors);
  }

  /// A vector loop that works on a buffer which lives in vectors.
  static Stmt.For over(Buffer buffer, Stmt body, Choices choices) {
    if (choices.residence(buffer) != Residence.VECTORS) {
      throw new IllegalStateException("cpu: " + buffer.name() + " is no vector");
    }
    var found = new java.util.ArrayList<Stmt.For>();
    Statements.visit(
        body,
        s -> {
          if (s instanceof Stmt.For f
              && choices.lanes(f) > 1
              && LoopChoices.accesses(f.body(), buffer::equals)) {
            found.add(f);
          }
        });
    return found.getFirst();
  }
}
