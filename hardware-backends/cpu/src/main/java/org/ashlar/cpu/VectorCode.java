package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.TypeKind;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// Code for all lanes of a vector loop at once: leaves the value of an expression on the stack, as
/// a vector of its {@link Lane}. What does not depend on the loop's index is computed once and
/// spread.
///
/// Conditions that differ from lane to lane become masks: both sides are computed, and what only
/// one side may read is read under its mask.
final class VectorCode {
  final Method m;
  final Stmt.For loop;
  final int lanes;
  final VectorMemory memory;
  private final VectorOperations operations;
  private final Set<Buffer> own = new HashSet<>();

  /// The local with the mask of the lanes that take part here; -1: all.
  int mask = -1;

  /// Whether lanes beyond the loop's end are among them, so that every read is masked.
  final boolean tail;

  /// What is known for every lane, without the conditions that differ.
  Facts everywhere;

  VectorCode(Method method, Stmt.For loop, int lanes, boolean tail) {
    this.m = method;
    this.loop = loop;
    this.lanes = lanes;
    this.tail = tail;
    this.everywhere = method.facts;
    this.memory = new VectorMemory(this);
    this.operations = new VectorOperations(this);
  }

  Unvectorable no(String reason) {
    return new Unvectorable(loop, 1, reason);
  }

  /// Marks a buffer that every lane has for itself.
  void own(Buffer b) {
    own.add(b);
  }

  // ── what differs from lane to lane ──

  boolean moves(Expr root) {
    var moves = new boolean[1];
    Rewrite.visit(
        root,
        e ->
            moves[0] |=
                switch (e) {
                  case Expr.Index i -> i.equals(loop.index());
                  case Expr.Local l ->
                      switch (m.names.get(l)) {
                        case Method.Named.Vector _ -> true;
                        case Method.Named.Later(var value) -> moves(value);
                        case Method.Named.Scalar _ -> false;
                        case null -> false;
                      };
                  case Expr.Read(Buffer b, _) -> own.contains(b);
                  default -> false;
                });
    return moves[0];
  }

  Lane lane(Expr e) {
    return e.dtype() == DType.I64 && isSmall(e) ? Lane.INT : lane(e.dtype());
  }

  Lane lane(DType dtype) {
    var lane = Lane.of(dtype);
    if (lane.bytes() * lanes > m.owner.machine().vectorBytes()) {
      throw new Unvectorable(loop, lanes / 2 < 2 ? 1 : lanes / 2, dtype + " has fewer lanes");
    }
    if (lane.bytes() * lanes < 8) {
      throw no("too few lanes of " + dtype);
    }
    if (Kind.isNarrowFloat(dtype) && dtype != DType.F16 && dtype != DType.BF16) {
      throw no("no vectors of " + dtype);
    }
    return lane;
  }

  /// Whether an index expression can be computed in lanes of 32 bits.
  private boolean isSmall(Expr e) {
    if (!m.facts.range(e).within(-(1 << 30), 1 << 30)) {
      return false;
    }
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ -> true;
      case Expr.Binary(var op, var x, var y) ->
          switch (op) {
            case ADD, SUB, MUL, MIN, MAX -> isSmall(x) && isSmall(y);
            default -> !moves(e) && m.places.isInt(e);
          };
      case Expr.Select(_, var then, var otherwise) -> isSmall(then) && isSmall(otherwise);
      default -> false;
    };
  }

  // ── expressions ──

  void value(Expr e) {
    var facts = m.facts;
    var allLanes = everywhere;
    var undo = new ArrayDeque<Runnable>();
    var inner = e;
    while (inner instanceof Expr.Let let) {
      undo.push(let(let));
      inner = let.body();
    }
    simple(inner);
    if (inner != e && e.dtype() == DType.I64 && lane(inner) == Lane.INT) {
      // what uses a let does not see whether its body is small
      lane(DType.I64);
      operations.convert("I2L", Lane.LONG);
    }
    undo.forEach(Runnable::run);
    m.facts = facts;
    everywhere = allLanes;
  }

  private Runnable let(Expr.Let let) {
    var name = let.name();
    var old = m.names.get(name);
    if (!m.scalars.isHarmless(let.value())) {
      m.names.put(name, new Method.Named.Later(let.value()));
    } else if (moves(let.value())) {
      value(let.value());
      var lane = lane(let.value());
      if (name.dtype() == DType.I64 && lane == Lane.INT) {
        lane = lane(DType.I64);
        operations.convert("I2L", Lane.LONG);
      }
      int local = m.local(TypeKind.REFERENCE);
      m.code.astore(local);
      m.names.put(name, new Method.Named.Vector(local, lane));
    } else {
      m.scalars.value(let.value());
      var kind = Kind.of(name.dtype());
      int local = m.local(kind.type);
      m.code.storeLocal(kind.type, local);
      m.names.put(name, new Method.Named.Scalar(local, kind));
    }
    m.facts = m.facts.with(name, let.value());
    everywhere = everywhere.with(name, let.value());
    return () -> {
      if (old == null) {
        m.names.remove(name);
      } else {
        m.names.put(name, old);
      }
    };
  }

  private void simple(Expr e) {
    if (!moves(e)) {
      spread(lane(e), e);
      return;
    }
    switch (e) {
      case Expr.Index i -> {
        species(Lane.INT);
        m.places.int32(i);
        m.math("count", Names.type(Lane.INT.desc, Names.SPECIES, CD_int));
      }
      case Expr.Local l -> {
        switch (m.names.get(l)) {
          case Method.Named.Vector(int local, _) -> m.code.aload(local);
          case Method.Named.Later(var value) -> {
            // from here to the end of the branch it is known
            var lane = lane(l);
            value(value, lane);
            int local = m.local(TypeKind.REFERENCE);
            m.code.astore(local).aload(local);
            m.names.put(l, new Method.Named.Vector(local, lane));
          }
          case Method.Named.Scalar _ ->
              throw new IllegalStateException("cpu: " + l.name() + " is no vector");
          case null -> throw new IllegalStateException("cpu: " + l.name() + " is not bound");
        }
      }
      case Expr.Read(Buffer b, var at) -> memory.read(b, at);
      case Expr.Cast c -> operations.cast(c);
      case Expr.Unary(var op, var x) -> operations.unary(op, x);
      case Expr.Binary(var op, var x, var y) -> {
        if (op.isComparison()) {
          operations.compare(op, x, y);
        } else if (e.dtype() == DType.I64) {
          var lane = lane(e);
          operations.binary(op, DType.I64, lane, () -> value(x, lane), () -> value(y, lane));
        } else {
          operations.binary(op, e.dtype(), lane(e), () -> value(x), () -> value(y));
        }
      }
      case Expr.Select(var when, var then, var otherwise) -> select(lane(e), when, then, otherwise);
      case Expr.Const _, Expr.Size _, Expr.Let _, Expr.Read _ ->
          throw new IllegalStateException("cpu: not varying: " + e);
    }
  }

  /// An index expression in lanes of a given width.
  void value(Expr e, Lane lane) {
    value(e);
    if (lane == Lane.LONG && lane(e) == Lane.INT) {
      operations.convert("I2L", Lane.LONG);
    }
  }

  /// The same number in every lane.
  private void spread(Lane lane, Expr e) {
    species(lane == Lane.TRUTH ? Lane.INT : lane);
    if (lane == Lane.INT && e.dtype() == DType.I64) {
      m.places.int32(e);
    } else {
      m.scalars.value(e);
    }
    if (lane == Lane.TRUTH) {
      m.code.invokeinterface(Names.SPECIES, "maskAll", Names.type(Names.MASK, CD_boolean));
    } else {
      m.code.invokestatic(
          lane.desc, "broadcast", Names.type(lane.desc, Names.SPECIES, lane.kind.desc));
    }
  }

  private void select(Lane lane, Expr when, Expr then, Expr otherwise) {
    var facts = m.facts;
    var allLanes = everywhere;
    if (!moves(when)) {
      var no = m.code.newLabel();
      var end = m.code.newLabel();
      m.scalars.unless(when, no);
      m.facts = facts.with(when);
      everywhere = allLanes.with(when);
      m.branch(() -> value(then, lane));
      m.code.goto_(end).labelBinding(no);
      m.facts = facts.without(when);
      everywhere = allLanes.without(when);
      m.branch(() -> value(otherwise, lane));
      m.code.labelBinding(end);
    } else {
      int around = mask;
      int condition = m.local(TypeKind.REFERENCE);
      value(when);
      m.code.astore(condition);
      m.facts = facts.without(when);
      mask = masked(around, condition, true);
      m.branch(() -> value(otherwise, lane));
      m.facts = facts.with(when);
      mask = masked(around, condition, false);
      m.branch(() -> value(then, lane));
      mask = around;
      blend(lane, condition);
    }
    m.facts = facts;
    everywhere = allLanes;
  }

  // ── masks ──

  /// The local with `around` and the condition, or its opposite.
  int masked(int around, int condition, boolean not) {
    if (around < 0 && !not) {
      return condition;
    }
    m.code.aload(condition);
    if (not) {
      m.code.invokevirtual(Names.MASK, "not", Names.type(Names.MASK));
    }
    if (around >= 0) {
      m.code.aload(around).invokevirtual(Names.MASK, "and", Names.type(Names.MASK, Names.MASK));
    }
    int local = m.local(TypeKind.REFERENCE);
    m.code.astore(local);
    return local;
  }

  /// Loads a mask for lanes of a kind.
  void mask(int local, Lane lane) {
    m.code.aload(local);
    if (lane != Lane.INT && lane != Lane.TRUTH) {
      species(lane);
      m.code.invokevirtual(Names.MASK, "cast", Names.type(Names.MASK, Names.SPECIES));
    }
  }

  /// Of the two vectors on the stack the second where the mask is set, else the first.
  void blend(Lane lane, int condition) {
    if (lane == Lane.TRUTH) {
      // first ^ ((first ^ second) & mask)
      int first = m.local(TypeKind.REFERENCE);
      int second = m.local(TypeKind.REFERENCE);
      m.code.astore(second).astore(first);
      m.code
          .aload(second)
          .aload(condition)
          .invokevirtual(Names.MASK, "and", Names.type(Names.MASK, Names.MASK));
      m.code
          .aload(first)
          .aload(condition)
          .invokevirtual(Names.MASK, "andNot", Names.type(Names.MASK, Names.MASK));
      m.code.invokevirtual(Names.MASK, "or", Names.type(Names.MASK, Names.MASK));
    } else {
      mask(condition, lane);
      m.code.invokevirtual(lane.desc, "blend", Names.type(lane.desc, Names.VECTOR, Names.MASK));
    }
  }

  // ── species ──

  void species(Lane lane) {
    var of = lane == Lane.TRUTH ? Lane.INT : lane;
    m.code.getstatic(of.desc, "SPECIES_" + of.bytes() * lanes * 8, Names.SPECIES);
  }

  /// Writes an update's combination: what is there, then the value. A product added to f32 or f64
  /// is one operation.
  void combine(Op2 op, Buffer to, Expr value, Runnable old) {
    var lane = lane(to.dtype());
    if (op == Op2.ADD
        && (lane == Lane.FLOAT && to.dtype() == DType.F32 || lane == Lane.DOUBLE)
        && value instanceof Expr.Binary(var mul, var x, var y)
        && mul == Op2.MUL) {
      value(x);
      value(y);
      old.run();
      m.code.invokevirtual(lane.desc, "fma", Names.type(lane.desc, Names.VECTOR, Names.VECTOR));
    } else {
      operations.binary(op, to.dtype(), lane, old, () -> value(value, lane));
    }
  }

  /// Reduces a vector to one number and combines it with what stands at a place that all lanes
  /// share.
  void reduce(Op2 op, DType dtype, Expr value, Runnable old) {
    if (!op.isExact(dtype)
        || dtype == DType.BOOL
        || Kind.isUnsignedWord(dtype) && (op == Op2.MIN || op == Op2.MAX)) {
      throw no("lanes combine by " + op + " into one " + dtype);
    }
    var lane = lane(dtype);
    m.operations.binary(
        op,
        dtype,
        old,
        () -> {
          value(value, lane);
          m.code.getstatic(Names.OPERATORS, op.name(), Names.ASSOCIATIVE);
          if (mask >= 0) {
            mask(mask, lane);
            m.code.invokevirtual(
                lane.desc,
                "reduceLanes",
                Names.type(lane.kind.desc, Names.ASSOCIATIVE, Names.MASK));
          } else {
            m.code.invokevirtual(
                lane.desc, "reduceLanes", Names.type(lane.kind.desc, Names.ASSOCIATIVE));
          }
        });
  }

  /// Refuses a vector's place that is the same for all lanes: the check of residences finds none.
  void requireMoving(List<Expr> at) {
    if (at.stream().noneMatch(this::moves)) {
      throw no("lanes write one place");
    }
  }

  static boolean isSigned(DType dtype) {
    return dtype.kind() == DType.Kind.SIGNED;
  }
}
