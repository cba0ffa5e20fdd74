package org.ashlar.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ashlar.cpu.low.Condition;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// Machine code for statements.
final class LowStatements {
  private final LowFunction f;
  private final LowChoices choices;

  LowStatements(LowFunction function) {
    this.f = function;
    this.choices = function.owner.choices();
  }

  void write(Stmt s) {
    switch (s) {
      case Stmt.Seq(var body) -> body.forEach(this::write);
      case Stmt.Alloc(var b, var body) -> alloc(b, body);
      case Stmt.Store(var to, var at, var value) -> update(to, at, Op2.SET, value);
      case Stmt.Update(var to, var at, var op, var value) -> update(to, at, op, value);
      case Stmt.If(var when, var then, var otherwise) -> choose(when, then, otherwise);
      case Stmt.For loop -> new LowLoops(f, this).loop(loop);
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("cpu: tiles are written as loops first");
    }
  }

  // ── writes ──

  private void update(Buffer to, List<Expr> at, Op2 op, Expr value) {
    f.moving.clear();
    var facts = f.facts;
    var everywhere = f.everywhere;
    boolean moves = f.own.contains(to) || at.stream().anyMatch(f::moves);
    if (f.lanes > 1 && !moves) {
      combineLanes(to, at, op, value);
    } else {
      switch (f.memory.home(to)) {
        case LowHome.Cells cells when f.lanes == 1 && cells.lanes() > 1 ->
            new LowCombine(f, this).intoLane(to, at, cells, op, value);
        case LowHome.Cells cells ->
            intoCell(
                f.cells.target(to, at, cells),
                f.lanes > 1 && f.mask == f.tail && f.cells.isAllLeft(to, at)
                    ? Register.NONE
                    : f.mask,
                to.dtype(),
                op,
                value);
        case LowHome.Memory memory -> {
          if (f.lanes > 1 && op.isExact(to.dtype()) && !isApart(to, at)) {
            throw new Unvectorable(
                f.vector.orElseThrow().loop(), 1, "lanes combine into places that may be one");
          }
          var spot = f.memory.spot(to, at, memory);
          f.facts = facts;
          f.everywhere = everywhere;
          if (op == Op2.SET) {
            f.memory.store(spot, any(value));
          } else {
            var old = f.memory.load(spot);
            f.memory.store(spot, combined(to.dtype(), op, old, value));
          }
        }
      }
    }
    f.facts = facts;
    f.everywhere = everywhere;
  }

  /// Whether each lane has a place of its own. Writes that may meet are in vector loops only where
  /// their order cannot be told: combined one after the other they would be right, at once not.
  private boolean isApart(Buffer to, List<Expr> at) {
    var index = f.vector.orElseThrow().loop().index();
    return Stream.concat(at.stream(), Stream.of(Elements.number(to, at)))
        .map(Affine::of)
        .anyMatch(sum ->
            sum.factor(index) != 0
                && sum.factors().keySet().stream()
                    .allMatch(term -> term.equals(index) || !f.moves(term)));
  }

  /// A value in the register that its dtype takes here.
  private Register any(Expr value) {
    return value.dtype() == DType.BOOL
        ? f.values.truth(value)
        : value.dtype() == DType.I64 && f.lanes == 1
            ? f.places.whole(value)
            : f.values.vector(value);
  }

  private Register combined(DType dtype, Op2 op, Register old, Expr value) {
    if (op == Op2.ADD
        && (dtype == DType.F32 || dtype == DType.F64)
        && value instanceof Expr.Binary(var times, var x, var y)
        && times == Op2.MUL) {
      return f.vector(
          Instruction.of(Op.FMA)
              .shape(f.shape(LowFunction.element(dtype)))
              .x(f.values.vector(x))
              .y(f.values.vector(y))
              .z(old));
    }
    return combined(dtype, op, old, any(value));
  }

  private Register combined(DType dtype, Op2 op, Register old, Register value) {
    return dtype == DType.BOOL
        ? f.operations.truth(op, old, value)
        : old.kind() == Register.Kind.WHOLE
            ? op == Op2.SET ? value : f.places.binary(op, old, value)
            : f.operations.binary(op, dtype, old, value);
  }

  private void intoCell(Register cell, Register mask, DType dtype, Op2 op, Expr value) {
    boolean real = dtype == DType.F32 || dtype == DType.F64;
    if (real && op == Op2.ADD) {
      var shape = f.shape(LowFunction.element(dtype));
      if (value instanceof Expr.Binary(var times, var x, var y) && times == Op2.MUL) {
        var a = f.values.vector(x);
        var b = f.values.vector(y);
        f.add(Instruction.of(Op.FMA).shape(shape).to(cell).x(a).y(b).z(cell).mask(mask));
      } else {
        var v = f.values.vector(value);
        f.add(Instruction.of(Op.ADD).shape(shape).to(cell).x(cell).y(v).mask(mask));
      }
      return;
    }
    var v = op == Op2.SET ? any(value) : combined(dtype, op, cell, value);
    set(cell, dtype, v, mask);
  }

  private void set(Register cell, DType dtype, Register v, Register mask) {
    switch (cell.kind()) {
      case WHOLE ->
          f.add(
              mask.isNone()
                  ? Instruction.of(Op.COPY).to(cell).x(v)
                  : Instruction.of(Op.W_SELECT).to(cell).x(v).y(cell).mask(mask));
      case MASK -> {
        var result = v;
        if (!mask.isNone()) {
          var yes = f.mask(Instruction.of(Op.M_AND).x(mask).y(v));
          var no = f.mask(Instruction.of(Op.M_ANDN).x(mask).y(cell));
          result = f.mask(Instruction.of(Op.M_OR).x(yes).y(no));
        }
        f.add(Instruction.of(Op.COPY).to(cell).x(result));
      }
      case VECTOR -> {
        var shape = f.shape(LowFunction.element(dtype));
        f.add(
            mask.isNone()
                ? Instruction.of(Op.COPY).shape(shape).to(cell).x(v)
                : Instruction.of(Op.BLEND).shape(shape).to(cell).x(v).y(cell).mask(mask));
      }
    }
  }

  // ── many lanes into one place ──

  private void combineLanes(Buffer to, List<Expr> at, Op2 op, Expr value) {
    if (op == Op2.SET || !op.isExact(to.dtype()) && !isOrder(op)) {
      throw new Unvectorable(f.vector.orElseThrow().loop(), 1, "lanes combine into one place");
    }
    var dtype = to.dtype();
    if (dtype == DType.BOOL) {
      throw new Unvectorable(f.vector.orElseThrow().loop(), 1, "lanes combine into one truth");
    }
    var element = LowFunction.element(dtype);
    var v = f.values.vector(value);
    var none = identity(op, dtype, element);
    if (!f.mask.isNone()) {
      v = f.values.blend(f.mask, element, v, none);
    } else if (v.isConstant()) {
      v = f.vector(Op.COPY, element, v);
    }
    for (int half = f.lanes / 2; half > 0; half /= 2) {
      var other = f.vector(Instruction.of(Op.ROTATE).shape(f.shape(element)).x(v).number(half));
      v = f.operations.binary(op, dtype, v, other);
    }
    var sum = v;
    f.single(() -> {
      intoOne(to, at, op, sum, 1);
      return sum;
    });
  }

  /// Combines the first lane of a register into a place.
  ///
  /// @param lanes of the register
  void intoOne(Buffer to, List<Expr> at, Op2 op, Register sum, int lanes) {
    var dtype = to.dtype();
    var shape = new org.ashlar.cpu.low.Shape(LowFunction.element(dtype), lanes);
    var one = dtype == DType.I64 ? f.whole(Instruction.of(Op.TO_WHOLE).shape(shape).x(sum)) : sum;
    switch (f.memory.home(to)) {
      case LowHome.Cells cells -> {
        var cell = f.cells.target(to, at, cells);
        set(cell, dtype, combined(dtype, op, cell, one), f.mask);
      }
      case LowHome.Memory memory -> {
        var spot = f.memory.spot(to, at, memory);
        f.memory.store(spot, combined(dtype, op, f.memory.load(spot), one));
      }
    }
  }

  private static boolean isOrder(Op2 op) {
    return op == Op2.MIN || op == Op2.MAX;
  }

  /// What changes nothing when it is combined.
  static Register identity(Op2 op, DType dtype, Element element) {
    long bits =
        switch (op) {
          case ADD, OR, XOR -> 0;
          case MUL -> org.ashlar.ir.Codec.encode(dtype.isFloat() ? real(element) : dtype, 1);
          case AND -> -1;
          case MIN, MAX -> {
            if (dtype.isFloat()) {
              double infinity = op == Op2.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
              yield element == Element.F32
                  ? Float.floatToRawIntBits((float) infinity)
                  : Double.doubleToRawLongBits(infinity);
            }
            yield op == Op2.MIN
                ? org.ashlar.ir.Codec.largest(dtype)
                : org.ashlar.ir.Codec.least(dtype);
          }
          default -> throw new Refused(op + " of lanes");
        };
    return Register.constant(element, element.bytes() == 4 ? bits & 0xffff_ffffL : bits);
  }

  /// The dtype in which lanes hold floats.
  private static DType real(Element element) {
    return element == Element.F32 ? DType.F32 : DType.F64;
  }

  // ── memory ──

  private void alloc(Buffer b, Stmt body) {
    var old = Optional.ofNullable(f.homes.get(b));
    int lanes = choices.cells(b);
    if (lanes > 0) {
      var cells = new HashMap<Long, Register>();
      boolean own = f.lanes > 1;
      long last = b.rank() == 0 ? 1 : ((Expr.Const) b.sizes().getLast()).bits();
      long all = b.shape().elements();
      for (long row = 0; row < all; row += last) {
        for (long n = 0; n < last; n += lanes) {
          cells.put(row + n, zero(b.dtype(), own ? f.lanes : lanes));
        }
      }
      if (own) {
        f.own.add(b);
      }
      f.homes.put(b, new LowHome.Cells(cells, own ? f.lanes : lanes));
    } else {
      if (f.lanes > 1) {
        throw new Unvectorable(
            f.vector.orElseThrow().loop(), 1, b.name() + " is an array in each lane");
      }
      if (!f.homes.containsKey(b)) {
        f.homes.put(b, new LowHome.Memory(Context.SCRATCH, f.owner.scratch(b)));
      }
    }
    write(body);
    f.own.remove(b);
    f.homes.remove(b);
    old.ifPresent(home -> f.homes.put(b, home));
  }

  private Register zero(DType dtype, int lanes) {
    if (dtype == DType.BOOL) {
      return f.mask(Instruction.of(Op.M_CONSTANT));
    }
    if (dtype == DType.I64 && lanes == 1) {
      return f.whole(Instruction.of(Op.CONSTANT));
    }
    var element = LowFunction.element(dtype);
    if (element.bytes() * lanes > f.owner.vectorBytes()) {
      throw new Refused("vectors of " + dtype + " in registers");
    }
    return f.vector(
        Instruction.of(Op.COPY)
            .shape(new org.ashlar.cpu.low.Shape(element, lanes))
            .x(Register.constant(element, 0)));
  }

  // ── choices ──

  private void choose(Expr when, Stmt then, Stmt otherwise) {
    f.moving.clear();
    var facts = f.facts;
    var everywhere = f.everywhere;
    if (f.lanes > 1 && f.moves(when)) {
      var around = f.mask;
      var condition = f.values.truth(when);
      f.facts = facts.with(when);
      f.mask = f.values.both(around, condition);
      write(then);
      if (!otherwise.equals(Stmt.Seq.NOTHING)) {
        f.facts = facts.without(when);
        f.mask = f.values.both(around, f.mask(Instruction.of(Op.M_NOT).x(condition)));
        write(otherwise);
      }
      f.mask = around;
    } else {
      long no = f.listing.label();
      long end = f.listing.label();
      f.single(() -> {
        unless(when, no);
        return Register.NONE;
      });
      f.facts = facts.with(when);
      f.everywhere = everywhere.with(when);
      f.jumped(() -> write(then));
      if (!otherwise.equals(Stmt.Seq.NOTHING)) {
        f.add(Instruction.of(Op.JUMP).number(end));
      }
      f.add(Instruction.of(Op.LABEL).number(no));
      f.facts = facts.without(when);
      f.everywhere = everywhere.without(when);
      f.jumped(() -> write(otherwise));
      f.add(Instruction.of(Op.LABEL).number(end));
    }
    f.facts = facts;
    f.everywhere = everywhere;
    f.moving.clear();
  }

  /// Jumps where a condition that is the same in every lane does not hold.
  private void unless(Expr when, long no) {
    switch (when) {
      case Expr.Binary(var op, var x, var y) when op == Op2.AND -> {
        unless(x, no);
        unless(y, no);
      }
      case Expr.Binary(var op, var x, var y) when op.isComparison() && x.dtype() == DType.I64 ->
          f.add(
              Instruction.of(Op.BRANCH)
                  .x(f.places.whole(x))
                  .y(f.places.whole(y))
                  .condition(opposite(LowPlaces.condition(op)))
                  .number(no));
      case Expr.Unary(var op, Expr.Binary(var c, var x, var y))
          when op == Op1.NOT && c.isComparison() && x.dtype() == DType.I64 ->
          f.add(
              Instruction.of(Op.BRANCH)
                  .x(f.places.whole(x))
                  .y(f.places.whole(y))
                  .condition(LowPlaces.condition(c))
                  .number(no));
      default -> f.add(Instruction.of(Op.UNLESS).x(f.values.truth(when)).number(no));
    }
  }

  private static Condition opposite(Condition c) {
    return switch (c) {
      case EQ -> Condition.NE;
      case NE -> Condition.EQ;
      case LT -> Condition.GE;
      case LE -> Condition.GT;
      case GT -> Condition.LE;
      case GE -> Condition.LT;
      case BELOW -> throw new IllegalStateException("no opposite");
    };
  }
}
