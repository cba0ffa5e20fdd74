package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;
import org.jspecify.annotations.Nullable;

/// Code for statements: one number at a time, or inside a vector loop all lanes at once.
final class StatementCode {
  /// Work between two looks at the stop word, in steps as {@link Weight} counts.
  private static final double CHECKED = 2000;

  /// An innermost loop that may be longer looks every so many iterations.
  private static final int LONG_LOOP = 1 << 18;

  private final Method m;
  private final Choices choices;
  private final boolean inPart;

  /// @param inPart whether this is the body of a parallel loop already
  StatementCode(Method method, boolean inPart) {
    this.m = method;
    this.choices = method.owner.choices();
    this.inPart = inPart;
  }

  /// @param v the vector loop around; null outside of one
  void write(Stmt s, @Nullable VectorCode v) {
    switch (s) {
      case Stmt.Seq(var body) -> body.forEach(one -> write(one, v));
      case Stmt.Alloc(var buffer, var body) -> alloc(buffer, body, v);
      case Stmt.Store(var to, var at, var value) -> {
        if (v == null) {
          update(to, at, Op2.SET, value);
        } else {
          v.memory.store(to, at, value);
        }
      }
      case Stmt.Update(var to, var at, var op, var value) -> {
        if (v == null) {
          update(to, at, op, value);
        } else {
          v.memory.update(to, at, op, value);
        }
      }
      case Stmt.If(var when, var then, var otherwise) -> when(when, then, otherwise, v);
      case Stmt.For f -> loop(f, v);
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("cpu: tiles are written as loops first");
    }
  }

  // ── writes ──

  private void update(Buffer to, List<Expr> at, Op2 op, Expr value) {
    var dtype = to.dtype();
    var kind = Kind.of(dtype);
    switch (m.scalars.home(to)) {
      case Home.Scalars(var locals) -> {
        int local = Home.local(to, locals, m.element(to, at));
        combine(op, dtype, value, () -> m.code.loadLocal(kind.type, local));
        m.code.storeLocal(kind.type, local);
      }
      case Home.Memory(int segment, long base) -> {
        var facts = m.facts;
        var places = m.places.checked(to, at);
        if (op == Op2.SET) {
          m.scalars.store(
              dtype,
              segment,
              () -> m.places.offset(to, places, base),
              () -> m.scalars.value(value));
        } else {
          int offset = m.local(TypeKind.LONG);
          m.places.offset(to, places, base);
          m.code.lstore(offset);
          m.scalars.store(
              dtype,
              segment,
              () -> m.code.lload(offset),
              () ->
                  combine(
                      op,
                      dtype,
                      value,
                      () -> m.scalars.load(dtype, segment, () -> m.code.lload(offset))));
        }
        m.facts = facts;
      }
      case Home.Vectors _, Home.Private _ ->
          throw new IllegalStateException("cpu: " + to.name() + " is a vector");
    }
  }

  /// A product added to f32 or f64 is one operation where the machine surely has it.
  private void combine(Op2 op, DType dtype, Expr value, Runnable old) {
    if (op == Op2.ADD
        && (dtype == DType.F32 || dtype == DType.F64)
        && m.owner.machine().vectorBytes() > 0
        && value instanceof Expr.Binary(var mul, var x, var y)
        && mul == Op2.MUL) {
      m.scalars.value(x);
      m.scalars.value(y);
      old.run();
      var desc = Kind.of(dtype).desc;
      m.code.invokestatic(Names.MATH, "fma", Names.type(desc, desc, desc, desc));
    } else {
      m.operations.binary(op, dtype, old, () -> m.scalars.value(value));
    }
  }

  // ── memory ──

  private void alloc(Buffer b, Stmt body, @Nullable VectorCode v) {
    var old = m.homes.get(b);
    switch (choices.residence(b)) {
      case SCALARS -> {
        var kind = Kind.of(b.dtype());
        m.homes.put(b, new Home.Scalars(locals(b, 1, kind.type, () -> zero(kind))));
        write(body, v);
      }
      case VECTORS -> vectors(b, body, v);
      case PRIVATE -> {
        if (v == null) {
          throw new IllegalStateException("cpu: " + b.name() + " is a vector");
        }
        v.own(b);
        m.homes.put(
            b,
            new Home.Private(
                locals(b, 1, TypeKind.REFERENCE, () -> zero(v.lane(b.dtype()), v.lanes))));
        write(body, v);
      }
      case MEMORY -> {
        if (v != null) {
          throw v.no(b.name() + " is an array in each lane");
        }
        memory(b, body);
      }
    }
    if (old == null) {
      m.homes.remove(b);
    } else {
      m.homes.put(b, old);
    }
  }

  private void vectors(Buffer b, Stmt body, @Nullable VectorCode v) {
    var loop = VectorLoops.over(b, body, choices);
    int lanes = choices.lanes(loop);
    var lane = Lane.of(b.dtype());
    if (lane.bytes() * lanes > m.owner.machine().vectorBytes()) {
      throw new Unvectorable(loop, lanes / 2 < 2 ? 1 : lanes / 2, b.dtype() + " has fewer lanes");
    }
    if (Kind.isNarrowFloat(b.dtype()) && b.dtype() != DType.F16 && b.dtype() != DType.BF16) {
      throw new Unvectorable(loop, 1, "no vectors of " + b.dtype());
    }
    m.homes.put(
        b, new Home.Vectors(locals(b, lanes, TypeKind.REFERENCE, () -> zero(lane, lanes)), lanes));
    write(body, v);
  }

  /// A local for each element, or for each `step` of them, with zeros: their contents are
  /// undefined, yet the verifier wants a value.
  private Map<Long, Integer> locals(Buffer b, int step, TypeKind kind, Runnable zero) {
    var locals = new HashMap<Long, Integer>();
    for (long i = 0; i < b.shape().elements(); i += step) {
      int local = m.local(kind);
      zero.run();
      m.code.storeLocal(kind, local);
      locals.put(i, local);
    }
    return locals;
  }

  private void zero(Kind kind) {
    switch (kind) {
      case INT -> m.code.iconst_0();
      case LONG -> m.code.lconst_0();
      case FLOAT -> m.code.fconst_0();
      case DOUBLE -> m.code.dconst_0();
    }
  }

  private void zero(Lane lane, int lanes) {
    m.code.getstatic(
        (lane == Lane.TRUTH ? Lane.INT : lane).desc,
        "SPECIES_" + lane.bytes() * lanes * 8,
        Names.SPECIES);
    if (lane == Lane.TRUTH) {
      m.code
          .iconst_0()
          .invokeinterface(
              Names.SPECIES,
              "maskAll",
              Names.type(Names.MASK, java.lang.constant.ConstantDescs.CD_boolean));
    } else {
      m.code.invokestatic(lane.desc, "zero", Names.type(lane.desc, Names.SPECIES));
    }
  }

  private void memory(Buffer b, Stmt body) {
    if (m.scratch.has(b)) {
      m.homes.put(b, new Home.Memory(m.scratch.segment(), m.scratch.offset(b)));
      write(body, null);
      return;
    }
    int segment = m.local(TypeKind.REFERENCE);
    Expr bytes = Expr.of(b.dtype().bytes());
    for (var size : b.sizes()) {
      bytes = bytes.times(size);
    }
    var wanted = bytes;
    m.frame(() -> m.places.int64(wanted), "take", Names.type(Names.SEGMENT, CD_long));
    m.code.astore(segment);
    m.homes.put(b, new Home.Memory(segment, 0));
    write(body, null);
    m.frame(() -> {}, "give", Names.type(CD_void));
  }

  // ── control ──

  private void when(Expr when, Stmt then, Stmt otherwise, @Nullable VectorCode v) {
    var facts = m.facts;
    if (v != null && v.moves(when)) {
      int around = v.mask;
      int condition = m.local(TypeKind.REFERENCE);
      v.value(when);
      m.code.astore(condition);
      if (!otherwise.equals(Stmt.Seq.NOTHING)) {
        m.facts = facts.without(when);
        v.mask = v.masked(around, condition, true);
        write(otherwise, v);
      }
      m.facts = facts.with(when);
      v.mask = v.masked(around, condition, false);
      write(then, v);
      v.mask = around;
      m.facts = facts;
      return;
    }
    var everywhere = v == null ? facts : v.everywhere;
    var no = m.code.newLabel();
    var end = m.code.newLabel();
    m.scalars.unless(when, no);
    know(v, facts.with(when), everywhere.with(when));
    write(then, v);
    if (!otherwise.equals(Stmt.Seq.NOTHING)) {
      m.code.goto_(end);
    }
    m.code.labelBinding(no);
    know(v, facts.without(when), everywhere.without(when));
    write(otherwise, v);
    m.code.labelBinding(end);
    know(v, facts, everywhere);
  }

  private void know(
      @Nullable VectorCode v, org.ashlar.ir.Facts facts, org.ashlar.ir.Facts everywhere) {
    m.facts = facts;
    if (v != null) {
      v.everywhere = everywhere;
    }
  }

  private void loop(Stmt.For f, @Nullable VectorCode v) {
    var facts = m.facts;
    var everywhere = v == null ? facts : v.everywhere;
    var old = m.indices.get(f.index());
    if (choices.isPiece(f) && v == null) {
      m.owner.part(f, m, facts).call(m);
    } else if (choices.isUnrolled(f)) {
      long n = ((Expr.Const) f.extent()).bits();
      for (long i = 0; i < n; i++) {
        m.indices.put(f.index(), new Method.Binding.Constant(i));
        know(v, facts.with(f.index(), Range.of(i)), everywhere.with(f.index(), Range.of(i)));
        write(f.body(), v);
      }
    } else {
      know(v, facts.with(f.index(), f.extent()), everywhere.with(f.index(), f.extent()));
      if (v == null && choices.lanes(f) > 1) {
        new VectorLoops(m, this).write(f, facts);
      } else if (v == null && f.run() == Run.CORES && !inPart) {
        cores(f, facts);
      } else {
        if (v != null && v.moves(f.extent())) {
          throw v.no("the extent of " + f.index().name() + " differs from lane to lane");
        }
        plain(f, facts, v);
      }
    }
    know(v, facts, everywhere);
    if (old == null) {
      m.indices.remove(f.index());
    } else {
      m.indices.put(f.index(), old);
    }
  }

  private void plain(Stmt.For f, org.ashlar.ir.Facts around, @Nullable VectorCode v) {
    boolean isChecked = Weight.hasLoops(f.body()) && Weight.of(f.body(), around) > CHECKED;
    var top = m.code.newLabel();
    var end = m.code.newLabel();
    if (around.range(f.extent()).max() < Integer.MAX_VALUE) {
      int limit = m.local(TypeKind.INT);
      boolean constant = f.extent() instanceof Expr.Const;
      if (!constant) {
        m.places.int64(f.extent());
        // an extent below 32 bits ends the loop at once
        m.code
            .loadConstant(0L)
            .invokestatic(Names.MATH, "max", Names.type(CD_long, CD_long, CD_long))
            .l2i()
            .istore(limit);
      }
      m.code.iconst_0();
      int index = m.bindInt(f.index());
      m.code.labelBinding(top).iload(index);
      if (constant) {
        m.code.loadConstant((int) ((Expr.Const) f.extent()).bits());
      } else {
        m.code.iload(limit);
      }
      m.code.if_icmpge(end);
      if (isChecked) {
        m.frame(() -> {}, "check", Names.type(CD_void));
      } else if (around.range(f.extent()).max() > LONG_LOOP) {
        var go = m.code.newLabel();
        m.code.iload(index).loadConstant(LONG_LOOP - 1).iand().ifne(go);
        m.frame(() -> {}, "check", Names.type(CD_void));
        m.code.labelBinding(go);
      }
      write(f.body(), v);
      m.code.iinc(index, 1);
    } else {
      int limit = m.local(TypeKind.LONG);
      int index = m.local(TypeKind.LONG);
      m.places.int64(f.extent());
      m.code.lstore(limit).lconst_0().lstore(index);
      m.indices.put(f.index(), new Method.Binding.Int64(index));
      m.code.labelBinding(top).lload(index).lload(limit).lcmp().ifge(end);
      m.frame(() -> {}, "check", Names.type(CD_void));
      write(f.body(), v);
      m.code.lload(index).lconst_1().ladd().lstore(index);
    }
    m.code.goto_(top).labelBinding(end);
  }

  /// A parallel loop becomes a method of its own, run by all workers.
  private void cores(Stmt.For f, org.ashlar.ir.Facts around) {
    if (!Distinct.writes(f, m.facts)) {
      m.owner.note(
          "loop "
              + f.index().name()
              + " runs on one core: its iterations combine into the same places");
      plain(f, around, null);
      return;
    }
    var part = m.owner.part(f, m, around);
    m.frame(
        () -> {
          m.code.aload(m.owner.self(m)).loadConstant(part.number());
          m.places.int64(f.extent());
          m.code.loadConstant(part.grain());
          part.pass(m);
        },
        "cores",
        Names.type(
            CD_void,
            Names.CODE,
            CD_int,
            CD_long,
            CD_long,
            Names.SEGMENT.arrayType(),
            CD_long.arrayType()));
  }
}
