package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_short;

import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.util.ArrayDeque;
import java.util.List;
import org.ashlar.cpu.Names.Cell;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;

/// Code for one number at a time: leaves the value of an expression on the stack, as its {@link
/// Kind}.
final class ScalarCode {
  private final Method m;

  ScalarCode(Method method) {
    this.m = method;
  }

  // ── expressions ──

  void value(Expr e) {
    var facts = m.facts;
    var undo = new ArrayDeque<Runnable>();
    var inner = e;
    while (inner instanceof Expr.Let let) {
      undo.push(let(let));
      inner = let.body();
    }
    if (inner.dtype() == DType.I64) {
      m.places.int64(inner);
    } else {
      operation(inner);
    }
    undo.forEach(Runnable::run);
    m.facts = facts;
  }

  /// Computes what a `let` names, at once where that can do no harm, and returns how to forget it.
  private Runnable let(Expr.Let let) {
    var name = let.name();
    var old = m.names.get(name);
    if (isHarmless(let.value())) {
      value(let.value());
      var kind = Kind.of(name.dtype());
      int local = m.local(kind.type);
      m.code.storeLocal(kind.type, local);
      m.names.put(name, new Method.Named.Scalar(local, kind));
    } else {
      m.names.put(name, new Method.Named.Later(let.value()));
    }
    m.facts = m.facts.with(name, let.value());
    return () -> {
      if (old == null) {
        m.names.remove(name);
      } else {
        m.names.put(name, old);
      }
    };
  }

  /// Whether computing it reads nothing that may be out of range, also under the names of what is
  /// put off for that.
  boolean isHarmless(Expr e) {
    var harmless = new boolean[] {true};
    Rewrite.visit(
        e,
        x -> {
          if (harmless[0] && x instanceof Expr.Read(Buffer b, var at)) {
            harmless[0] = m.homes.get(b) instanceof Home.Memory ? m.places.isProved(b, at) : true;
          } else if (x instanceof Expr.Local l && m.names.get(l) instanceof Method.Named.Later) {
            harmless[0] = false;
          }
        });
    return harmless[0];
  }

  /// The same for an expression that is no sum of the index algebra and no `let`.
  void operation(Expr e) {
    switch (e) {
      case Expr.Const(var dtype, long bits) -> constant(dtype, bits);
      case Expr.Index _, Expr.Size _ -> m.places.int64(e);
      case Expr.Local l -> named(l);
      case Expr.Read(Buffer b, var at) -> read(b, at);
      case Expr.Read r ->
          throw new IllegalArgumentException(
              "kernel " + m.owner.name() + ": reads " + r.of().name() + ", which is no buffer");
      case Expr.Let _ -> value(e);
      case Expr.Cast c -> Casts.write(m, c);
      case Expr.Unary(var op, var x) -> m.operations.unary(op, x);
      case Expr.Binary(var op, var x, var y) when op.isComparison() || e.dtype() == DType.BOOL ->
          truth(e);
      case Expr.Binary(var op, var x, var y) ->
          m.operations.binary(op, x.dtype(), () -> value(x), () -> value(y));
      case Expr.Select(var when, var then, var otherwise) -> {
        var no = m.code.newLabel();
        var end = m.code.newLabel();
        var facts = m.facts;
        unless(when, no);
        m.facts = facts.with(when);
        m.branch(() -> value(then));
        m.code.goto_(end).labelBinding(no);
        m.facts = facts.without(when);
        m.branch(() -> value(otherwise));
        m.code.labelBinding(end);
        m.facts = facts;
      }
    }
  }

  void constant(DType dtype, long bits) {
    switch (Kind.of(dtype)) {
      case INT -> m.code.loadConstant((int) bits);
      case LONG -> m.code.loadConstant(bits);
      case FLOAT -> m.code.loadConstant((float) Codec.decode(dtype, bits));
      case DOUBLE -> m.code.loadConstant(Double.longBitsToDouble(bits));
    }
  }

  private void named(Expr.Local l) {
    switch (m.names.get(l)) {
      case Method.Named.Scalar(int local, var kind) -> m.code.loadLocal(kind.type, local);
      case Method.Named.Later(var value) -> {
        // from here to the end of the branch it is known
        value(value);
        var kind = Kind.of(l.dtype());
        int local = m.local(kind.type);
        m.code.storeLocal(kind.type, local).loadLocal(kind.type, local);
        m.names.put(l, new Method.Named.Scalar(local, kind));
      }
      case Method.Named.Vector _ ->
          throw new IllegalStateException("cpu: " + l.name() + " is a vector");
      case null ->
          throw new IllegalArgumentException(
              "kernel " + m.owner.name() + ": " + l.name() + " is used outside of its let");
    }
  }

  // ── memory ──

  private void read(Buffer b, List<Expr> at) {
    switch (home(b)) {
      case Home.Scalars(var locals) ->
          m.code.loadLocal(Kind.of(b.dtype()).type, Home.local(b, locals, m.element(b, at)));
      case Home.Vectors(var locals, int lanes) -> {
        long element = m.element(b, at);
        var lane = Lane.of(b.dtype());
        m.code
            .aload(Home.local(b, locals, element / lanes * lanes))
            .loadConstant((int) (element % lanes));
        if (lane == Lane.TRUTH) {
          m.code.invokevirtual(
              Names.MASK,
              "laneIsSet",
              Names.type(java.lang.constant.ConstantDescs.CD_boolean, CD_int));
        } else {
          m.code.invokevirtual(lane.desc, "lane", Names.type(lane.kind.desc, CD_int));
        }
      }
      case Home.Memory(int segment, long base) -> {
        var facts = m.facts;
        var places = m.places.checked(b, at);
        load(b.dtype(), segment, () -> m.places.offset(b, places, base));
        m.facts = facts;
      }
      case Home.Private _ -> throw new IllegalStateException("cpu: " + b.name() + " is a vector");
    }
  }

  Home home(Buffer b) {
    var home = m.homes.get(b);
    if (home == null) {
      throw new IllegalArgumentException(
          "kernel "
              + m.owner.name()
              + ": "
              + b.name()
              + " is neither a parameter nor allocated around its use");
    }
    return home;
  }

  /// Loads the number at an offset.
  void load(DType dtype, int segment, Runnable offset) {
    var cell = Cell.of(dtype);
    m.code.aload(segment).getstatic(Names.LAYOUT, cell.constant, cell.layout);
    offset.run();
    m.code.invokeinterface(Names.SEGMENT, "get", Names.type(cell.carrier, cell.layout, CD_long));
    switch (dtype) {
      case BOOL -> m.code.loadConstant(1).iand();
      case U8 -> m.code.loadConstant(0xff).iand();
      case U16 -> m.code.loadConstant(0xffff).iand();
      case I2, I4, U2, U4 -> m.operations.wrap(dtype);
      case F16 ->
          m.code.invokestatic(
              ClassDesc.of("java.lang.Float"), "float16ToFloat", Names.type(CD_float, CD_short));
      case BF16 -> m.code.invokestatic(Names.SCALAR_MATH, "ofBf16", Names.type(CD_float, CD_short));
      case I8, I16, I32, I64, U32, U64, F32, F64 -> {}
      default ->
          m.code
              .loadConstant(0xff)
              .iand()
              .i2l()
              .loadConstant(Numbers.of(dtype))
              .invokestatic(Names.SCALAR_MATH, "decode", Names.type(CD_float, CD_long, CD_int));
    }
  }

  /// Stores the number that `value` leaves on the stack.
  void store(DType dtype, int segment, Runnable offset, Runnable value) {
    var cell = Cell.of(dtype);
    m.code.aload(segment).getstatic(Names.LAYOUT, cell.constant, cell.layout);
    offset.run();
    value.run();
    switch (dtype) {
      case BOOL, I2, I4, U2, U4, I8, U8 -> m.code.i2b();
      case I16, U16 -> m.code.i2s();
      case F16 ->
          m.code.invokestatic(
              ClassDesc.of("java.lang.Float"), "floatToFloat16", Names.type(CD_short, CD_float));
      case BF16 ->
          m.code.invokestatic(Names.SCALAR_MATH, "bf16", Names.type(CD_int, CD_float)).i2s();
      case I32, I64, U32, U64, F32, F64 -> {}
      default ->
          m.code
              .loadConstant(Numbers.of(dtype))
              .invokestatic(Names.SCALAR_MATH, "encode", Names.type(CD_long, CD_float, CD_int))
              .l2i()
              .i2b();
    }
    m.code.invokeinterface(
        Names.SEGMENT,
        "set",
        Names.type(java.lang.constant.ConstantDescs.CD_void, cell.layout, CD_long, cell.carrier));
  }

  // ── truth ──

  private void truth(Expr e) {
    var no = m.code.newLabel();
    var end = m.code.newLabel();
    unless(e, no);
    m.code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
  }

  /// Jumps where a condition does not hold.
  void unless(Expr e, Label no) {
    switch (e) {
      case Expr.Unary(var op, var x) when op == Op1.NOT && x instanceof Expr.Binary -> {
        var yes = m.code.newLabel();
        unless(x, yes);
        m.code.goto_(no).labelBinding(yes);
      }
      case Expr.Binary(var op, var x, var y) when op == Op2.AND && isHarmless(y) -> {
        unless(x, no);
        unless(y, no);
      }
      case Expr.Binary(var op, var x, var y) when op == Op2.OR && isHarmless(y) -> {
        var first = m.code.newLabel();
        var yes = m.code.newLabel();
        unless(x, first);
        m.code.goto_(yes).labelBinding(first);
        unless(y, no);
        m.code.labelBinding(yes);
      }
      case Expr.Binary(var op, var x, var y) when op.isComparison() -> compare(op, x, y, no);
      case Expr.Binary(var op, var x, var y) -> {
        m.operations.binary(op, DType.BOOL, () -> value(x), () -> value(y));
        m.code.ifeq(no);
      }
      default -> {
        value(e);
        m.code.ifeq(no);
      }
    }
  }

  private void compare(Op2 op, Expr x, Expr y, Label no) {
    var dtype = x.dtype();
    if (m.places.isInt(x) && m.places.isInt(y)) {
      m.places.int32(x);
      m.places.int32(y);
      compareInts(op, no);
      return;
    }
    value(x);
    if (dtype == DType.U32) {
      m.code.loadConstant(Integer.MIN_VALUE).ixor();
    }
    value(y);
    switch (Kind.of(dtype)) {
      case INT -> {
        if (dtype == DType.U32) {
          m.code.loadConstant(Integer.MIN_VALUE).ixor();
        }
        compareInts(op, no);
      }
      case LONG -> {
        if (dtype == DType.U64) {
          m.code.invokestatic(
              ClassDesc.of("java.lang.Long"),
              "compareUnsigned",
              Names.type(CD_int, CD_long, CD_long));
        } else {
          m.code.lcmp();
        }
        compareZero(op, no);
      }
      case FLOAT -> {
        m.code.fcmpg();
        compareZero(op, no);
      }
      case DOUBLE -> {
        m.code.dcmpg();
        compareZero(op, no);
      }
    }
  }

  private void compareInts(Op2 op, Label no) {
    switch (op) {
      case EQ -> m.code.if_icmpne(no);
      case NE -> m.code.if_icmpeq(no);
      case LT -> m.code.if_icmpge(no);
      case LE -> m.code.if_icmpgt(no);
      default -> throw new IllegalStateException("cpu: no comparison: " + op);
    }
  }

  /// NaN compares as greater, so it is never less and never equal.
  private void compareZero(Op2 op, Label no) {
    switch (op) {
      case EQ -> m.code.ifne(no);
      case NE -> m.code.ifeq(no);
      case LT -> m.code.ifge(no);
      case LE -> m.code.ifgt(no);
      default -> throw new IllegalStateException("cpu: no comparison: " + op);
    }
  }
}
