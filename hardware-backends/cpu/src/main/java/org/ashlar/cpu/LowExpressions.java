package org.ashlar.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;

/// Machine code for expressions: numbers in vectors of as many lanes as the loop around has, one
/// outside of vector loops; truth values in masks. Whole numbers that are the same in every lane
/// are the business of {@link LowPlaces}.
///
/// There are no jumps: both sides of a choice are computed, and what only one side may read is read
/// under its mask.
final class LowExpressions {
  /// Joins the two sides of a choice.
  interface Join {
    Register of(Register mask, Register then, Register otherwise);
  }

  private final LowFunction f;

  LowExpressions(LowFunction function) {
    this.f = function;
  }

  // ── numbers ──

  /// A number as a vector, one a lane, of the element of its dtype.
  Register vector(Expr e) {
    var element = LowFunction.element(e.dtype());
    if (e instanceof Expr.Const c) {
      return Register.constant(element, bits(c));
    }
    if (f.lanes > 1 && !f.moves(e)) {
      return spread(e, element);
    }
    if (e instanceof Expr.Let) {
      return lets(e, this::vector);
    }
    if (e.dtype() == DType.I64) {
      if (f.lanes == 1) {
        return f.vector(
            Instruction.of(Op.OF_WHOLE).shape(f.shape(Element.I64)).x(f.places.whole(e)));
      }
      if (f.smalls.isSmall(e)) {
        return f.vector(Op.I32_TO_I64, Element.I64, f.smalls.small(e));
      }
    }
    return compute(e);
  }

  private Register compute(Expr e) {
    return switch (e) {
      case Expr.Local l -> local(l);
      case Expr.Read(Buffer b, var at) -> f.memory.read(b, at);
      case Expr.Cast c -> f.casts.vector(c);
      case Expr.Unary(var op, var x) -> f.operations.unary(op, x.dtype(), vector(x));
      case Expr.Binary(var op, var x, var y) when op == Op2.DIV && isShared(y) ->
          f.operations.round(e.dtype(), quotient(x, y));
      case Expr.Binary(var op, var x, var y) ->
          f.operations.binary(op, x.dtype(), vector(x), vector(y));
      case Expr.Select(var when, var then, var otherwise) ->
          select(
              when,
              () -> vector(then),
              () -> vector(otherwise),
              (mask, x, y) -> blend(mask, LowFunction.element(e.dtype()), x, y));
      case Expr.Index i -> f.smalls.indices(i, Element.I64);
      case Expr.Const _, Expr.Size _, Expr.Let _, Expr.Read _ ->
          throw new IllegalStateException("no vector: " + e);
    };
  }

  // ── quotients ──

  /// Whether something is a divisor of f32 that is the same in every lane and known before the
  /// loop.
  private boolean isShared(Expr y) {
    return f.lanes > 1
        && y.dtype().isFloat()
        && LowFunction.element(y.dtype()) == Element.F32
        && !f.moves(y)
        && (y instanceof Expr.Const
            || f.vector.orElseThrow().repeats() && canMove(y, f.vector.orElseThrow()));
  }

  /// A quotient, correctly rounded: a product with the reciprocal, and what its remainder adds (P.
  /// Markstein, IBM Journal of Research and Development 34, 1990). Where numbers are so large or
  /// small that this is not exact, and for 0, NaN and the infinite ones, the machine divides.
  private Register quotient(Expr dividend, Expr divisor) {
    var x = vector(dividend);
    if (x.isConstant()) {
      x = f.vector(Op.COPY, Element.F32, x);
    }
    var y = vector(wide(divisor));
    var reciprocal = vector(new Expr.Binary(Op2.DIV, Expr.of(DType.F32, 1), wide(divisor)));
    int least = Float.floatToRawIntBits(0x1p-60f);
    int most = Float.floatToRawIntBits(0x1p60f) - least;
    var size = wide(divisor).abs();
    var isSafe = Expr.of(DType.F32, 0x1p-60).le(size).and(size.le(Expr.of(DType.F32, 0x1p60)));
    var limit = vector(isSafe.select(Expr.of(DType.I32, most), Expr.of(DType.I32, 0)));
    return f.operations.quotient(x, y, reciprocal, limit, least);
  }

  private static Expr wide(Expr e) {
    return e instanceof Expr.Const c ? Expr.of(DType.F32, c.value()) : e.cast(DType.F32);
  }

  Register blend(Register mask, Element element, Register x, Register y) {
    return f.vector(Instruction.of(Op.BLEND).shape(f.shape(element)).mask(mask).x(x).y(y));
  }

  private Register local(Expr.Local l) {
    return switch (f.names.get(l)) {
      case LowName.Lanes(var register) -> register;
      case LowName.Single(var register) -> register;
      case LowName.Later(var value) -> f.later(l, () -> vector(value));
      case null -> throw new IllegalStateException(l.name() + " is not bound");
    };
  }

  /// The bits of a constant as its lane holds them.
  static long bits(Expr.Const c) {
    return switch (c.dtype()) {
      case F16, BF16 -> Float.floatToRawIntBits((float) c.value()) & 0xffff_ffffL;
      case F64, I64, U64 -> c.bits();
      default -> c.bits() & 0xffff_ffffL;
    };
  }

  // ── what is the same in every lane ──

  private Register spread(Expr e, Element element) {
    var loop = f.vector.orElseThrow();
    if (!loop.repeats() || !canMove(e, loop)) {
      return spreadHere(e, element);
    }
    var known = loop.spread().get(e);
    if (known == null) {
      var facts = f.everywhere;
      var mask = f.singleMask;
      f.everywhere = loop.around();
      f.singleMask = Register.NONE;
      try {
        known = f.into(loop.before(), () -> spreadHere(e, element));
      } finally {
        f.everywhere = facts;
        f.singleMask = mask;
      }
      loop.spread().put(e, known);
    }
    return known;
  }

  private Register spreadHere(Expr e, Element element) {
    var shape = f.shape(element);
    if (!isHarmless(e, f.everywhere)) {
      // read for the lanes that take part only
      return e instanceof Expr.Let ? lets(e, this::vector) : compute(e);
    }
    if (e.dtype() == DType.I64) {
      var from = f.places.whole(e);
      return f.vector(Instruction.of(Op.SPREAD_WHOLE).shape(shape).x(from));
    }
    if (e instanceof Expr.Read(Buffer b, var at)
        && f.homes.get(b) instanceof LowHome.Memory home
        && f.singleMask.isNone()
        && Elements.isProved(b, at, f.everywhere)) {
      return f.memory.spread(b, at, home);
    }
    if (e instanceof Expr.Read(Buffer b, _)
        && f.homes.get(b) instanceof LowHome.Cells c
        && c.lanes() == 1) {
      return spreadCell(b, f.single(() -> vector(e)), shape);
    }
    var from = f.single(() -> vector(e));
    return from.isConstant() ? from : f.vector(Instruction.of(Op.SPREAD).shape(shape).x(from));
  }

  /// A single number from a register, spread before the outermost loop around that does not write
  /// it.
  private Register spreadCell(Buffer b, Register cell, org.ashlar.cpu.low.Shape shape) {
    var spread = Instruction.of(Op.SPREAD).shape(shape).x(cell);
    Optional<LowScope> outermost = Optional.empty();
    for (var s = f.scope; s.around.isPresent() && !s.written.contains(b); s = s.around.get()) {
      outermost = Optional.of(s);
    }
    if (outermost.isEmpty()) {
      return f.vector(spread);
    }
    var loop = outermost.get();
    return loop.spread.computeIfAbsent(
        List.of(cell, shape),
        _ -> {
          var to = f.listing.vector();
          loop.before.add(spread.to(to));
          return to;
        });
  }

  /// Whether something may be computed before the loop: what it reads is in range there and not
  /// written inside, and every name in it is known there.
  private boolean canMove(Expr root, LowLanes loop) {
    var can = new boolean[] {!(root instanceof Expr.Let)};
    Rewrite.visit(
        root,
        e -> {
          switch (e) {
            case Expr.Index _, Expr.Local _ -> can[0] &= loop.bound().contains(e);
            case Expr.Read(Buffer b, var at) ->
                can[0] =
                    can[0]
                        && !loop.written().contains(b)
                        && f.homes.containsKey(b)
                        && Elements.isProved(b, at, loop.around());
            case Expr.Let _ -> can[0] = false;
            default -> {}
          }
        });
    return can[0];
  }

  // ── truth ──

  /// A truth value, as a mask.
  Register truth(Expr e) {
    if (f.lanes > 1 && !f.moves(e)) {
      if (e instanceof Expr.Const c) {
        return always(c.bits() != 0);
      }
      return f.places.spreadTruth(e);
    }
    return f.lanes > 1 ? f.pure("truth", e, () -> computeTruth(e)) : computeTruth(e);
  }

  private Register computeTruth(Expr e) {
    return switch (e) {
      case Expr.Const c -> always(c.bits() != 0);
      case Expr.Let _ -> lets(e, this::truth);
      case Expr.Local l ->
          switch (f.names.get(l)) {
            case LowName.Lanes(var register) -> register;
            case LowName.Single(var register) -> register;
            case LowName.Later(var value) -> f.later(l, () -> truth(value));
            case null -> throw new IllegalStateException(l.name() + " is not bound");
          };
      case Expr.Read(Buffer b, var at) -> f.memory.truth(b, at);
      case Expr.Cast c -> f.casts.truth(c);
      case Expr.Unary(var op, var x) ->
          switch (op) {
            case NOT -> f.mask(Instruction.of(Op.M_NOT).x(truth(x)));
            case IS_NAN ->
                x.dtype().isFloat()
                    ? f.operations.isNan(LowFunction.element(x.dtype()), vector(x))
                    : always(false);
            default -> throw new Refused(op + " of bool");
          };
      case Expr.Binary(var op, var x, var y) -> binary(op, x, y);
      case Expr.Select(var when, var then, var otherwise) ->
          select(
              when,
              () -> truth(then),
              () -> truth(otherwise),
              (mask, x, y) -> {
                var yes = f.mask(Instruction.of(Op.M_AND).x(mask).y(x));
                var no = f.mask(Instruction.of(Op.M_ANDN).x(mask).y(y));
                return f.mask(Instruction.of(Op.M_OR).x(yes).y(no));
              });
      case Expr.Index _, Expr.Size _, Expr.Read _ ->
          throw new IllegalStateException("no truth: " + e);
    };
  }

  Register always(boolean is) {
    return f.mask(Instruction.of(Op.M_CONSTANT).number(is ? 0xffff : 0));
  }

  private Register binary(Op2 op, Expr x, Expr y) {
    var dtype = x.dtype();
    if (dtype == DType.BOOL) {
      return f.operations.truth(op, truth(x), truth(y));
    }
    if (dtype == DType.I64) {
      if (f.lanes == 1) {
        var a = f.places.whole(x);
        var b = f.places.whole(y);
        return f.mask(Instruction.of(Op.W_COMPARE).x(a).y(b).condition(LowPlaces.condition(op)));
      }
      if (f.smalls.isSmall(x) && f.smalls.isSmall(y)) {
        return f.operations.compare(op, DType.I32, f.smalls.small(x), f.smalls.small(y));
      }
    }
    return f.operations.compare(op, dtype, vector(x), vector(y));
  }

  // ── choices and names ──

  /// Both sides, each with what is known there and under its mask, joined.
  Register select(Expr when, Supplier<Register> then, Supplier<Register> otherwise, Join join) {
    boolean moves = f.moves(when);
    var condition = truth(when);
    var facts = f.facts;
    var everywhere = f.everywhere;
    var mask = f.mask;
    var single = f.singleMask;
    var not = f.mask(Instruction.of(Op.M_NOT).x(condition));
    try {
      f.facts = facts.with(when);
      f.mask = both(mask, condition);
      if (!moves) {
        f.everywhere = everywhere.with(when);
        f.singleMask = f.lanes == 1 ? f.mask : both(single, f.single(() -> truth(when)));
      }
      var x = f.branch(then);
      f.facts = facts.without(when);
      f.mask = both(mask, not);
      if (!moves) {
        f.everywhere = everywhere.without(when);
        f.singleMask = f.lanes == 1 ? f.mask : both(single, f.single(() -> truth(when.not())));
      }
      var y = f.branch(otherwise);
      f.mask = mask;
      return join.of(condition, x, y);
    } finally {
      f.facts = facts;
      f.everywhere = everywhere;
      f.mask = mask;
      f.singleMask = single;
    }
  }

  Register both(Register mask, Register condition) {
    if (mask.isNone()) {
      return condition;
    }
    var what = List.of("both", mask, condition);
    var known = f.scope.pure.get(what);
    if (known == null) {
      known = f.mask(Instruction.of(Op.M_AND).x(mask).y(condition));
      f.scope.pure.put(what, known);
    }
    return known;
  }

  /// Binds the names of a chain of lets, and computes what is inside.
  Register lets(Expr e, Function<Expr, Register> inside) {
    var facts = f.facts;
    var everywhere = f.everywhere;
    Map<Expr.Local, LowName> hidden = new HashMap<>();
    var bound = new java.util.ArrayList<Expr.Local>();
    while (e instanceof Expr.Let(var name, var value, var body)) {
      if (f.names.containsKey(name) && !bound.contains(name)) {
        hidden.put(name, f.names.get(name));
      }
      bound.add(name);
      var known = name(value);
      f.lazy.remove(name);
      f.names.put(name, known);
      f.facts = f.facts.with(name, value);
      f.everywhere = f.everywhere.with(name, value);
      e = body;
    }
    var result = inside.apply(e);
    bound.forEach(f.names::remove);
    bound.forEach(f.lazy::remove);
    f.names.putAll(hidden);
    f.facts = facts;
    f.everywhere = everywhere;
    return result;
  }

  private LowName name(Expr value) {
    boolean moves = f.lanes > 1 && f.moves(value);
    if (!isHarmless(value, moves ? f.facts : f.everywhere)) {
      return new LowName.Later(value);
    }
    if (moves) {
      return new LowName.Lanes(value.dtype() == DType.BOOL ? truth(value) : vector(value));
    }
    return new LowName.Single(
        f.single(() ->
            value.dtype() == DType.BOOL
                ? truth(value)
                : value.dtype() == DType.I64 ? f.places.whole(value) : vector(value)));
  }

  /// Whether it reads nothing that may be out of range, so that it may be computed early.
  private boolean isHarmless(Expr root, Facts facts) {
    var harmless = new boolean[] {true};
    Rewrite.visit(
        root,
        e -> {
          if (harmless[0] && e instanceof Expr.Read(Buffer b, var at)) {
            harmless[0] = Elements.isProved(b, at, facts);
          } else if (e instanceof Expr.Local l && f.names.get(l) instanceof LowName.Later) {
            harmless[0] = false;
          }
        });
    return harmless[0];
  }

  static boolean isSigned(DType dtype) {
    return dtype.kind() == DType.Kind.SIGNED;
  }
}
