package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.ashlar.cpu.low.Condition;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Place;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.kernel.Buffer;

/// Machine code for the index algebra: whole numbers in general registers, and addresses.
///
/// What depends on the indices of loops only is computed at the beginning of the innermost of them,
/// so that an address inside is a base, the loop's own index and a number.
final class LowPlaces {
  private final LowFunction f;

  LowPlaces(LowFunction function) {
    this.f = function;
  }

  // ── places ──

  /// The places that are proved, and in place of the others an index that holds the checked one.
  List<Expr> checked(Buffer of, List<Expr> at) {
    var places = new ArrayList<Expr>();
    for (int d = 0; d < at.size(); d++) {
      places.add(Elements.isProved(of, at, d, f.facts) ? at.get(d) : checked(of, d, at.get(d)));
    }
    return places;
  }

  /// An index that holds a place in a dimension, which is checked here.
  Expr.Index checked(Buffer of, int dimension, Expr at) {
    var size = of.sizes().get(dimension);
    if (f.facts.range(size).min() < 1) {
      throw new Refused("a dimension of " + of.name() + " may be empty");
    }
    var place = whole(at);
    if (!f.mask.isNone()) {
      var zero = f.whole(Instruction.of(Op.CONSTANT));
      place = f.whole(Instruction.of(Op.W_SELECT).x(place).y(zero).mask(f.mask));
    }
    int site = f.owner.site(of, dimension);
    if (size instanceof Expr.Const(_, long n)) {
      f.add(Instruction.of(Op.CHECK_N).x(place).number(site).other(n));
    } else {
      f.add(Instruction.of(Op.CHECK).x(place).y(whole(size)).number(site));
    }
    var index = f.owner.fresh();
    f.indices.put(index, new LowIndex.Here(place));
    var range = new Range(0, f.facts.range(size).max() - 1);
    f.facts = f.facts.with(index, range);
    f.everywhere = f.everywhere.with(index, range);
    return index;
  }

  /// The value of a place, where it is known when code is written.
  OptionalLong constant(Expr e) {
    var range = f.facts.range(fixed(e));
    return range.isSingle() ? OptionalLong.of(range.min()) : OptionalLong.empty();
  }

  // ── addresses ──

  /// The place that a sum of bytes from the address in a word of the context is.
  Place place(LowHome.Memory home, Affine bytes) {
    long constant = bytes.constant() + home.base();
    var byDepth = new TreeMap<Integer, List<Map.Entry<Expr, Long>>>();
    for (var term : bytes.factors().entrySet()) {
      if (term.getKey() instanceof Index i
          && f.indices.get(i) instanceof LowIndex.Fixed(long value)) {
        constant += value * term.getValue();
      } else {
        int depth = depth(term.getKey());
        byDepth.computeIfAbsent(depth, _ -> new ArrayList<>()).add(term);
      }
    }
    var base = word(home.word());
    for (var level : byDepth.entrySet()) {
      int depth = level.getKey();
      var terms = level.getValue();
      if (depth > f.scope.depth) {
        for (var term : terms) {
          base = plus(base, whole(term.getKey()), term.getValue());
        }
        continue;
      }
      var scope = at(depth);
      for (int n = 0; n < terms.size(); n++) {
        var term = terms.get(n);
        boolean isLast =
            n == terms.size() - 1 && depth == f.scope.depth && level.equals(byDepth.lastEntry());
        if (isLast && isCounter(term.getKey(), scope)) {
          return place(base, scope, term.getValue(), constant);
        }
        var from = base;
        base =
            known(
                scope,
                List.of(from, term.getKey(), term.getValue()),
                () ->
                    isCounter(term.getKey(), scope)
                        ? f.whole(
                            Instruction.of(Op.ADDRESS)
                                .place(place(from, scope, term.getValue(), 0)))
                        : plus(from, whole(term.getKey()), term.getValue()));
      }
    }
    return far(base, constant);
  }

  private Place far(Register base, long constant) {
    return constant == (int) constant
        ? Place.at(base, constant)
        : Place.at(f.whole(Instruction.of(Op.W_ADD_N).x(base).number(constant)), 0);
  }

  private Place place(Register base, LowScope loop, long factor, long constant) {
    var from = far(base, constant);
    if (factor == 1 || factor == 2 || factor == 4 || factor == 8) {
      return new Place(from.base(), loop.counter, (int) factor, from.displacement());
    }
    var scaled = loop.scaled.computeIfAbsent(factor, _ -> f.listing.whole());
    return new Place(from.base(), scaled, 1, from.displacement());
  }

  private Register plus(Register base, Register by, long factor) {
    if (factor == 1 || factor == 2 || factor == 4 || factor == 8) {
      return f.whole(Instruction.of(Op.ADDRESS).place(new Place(base, by, (int) factor, 0)));
    }
    var times = f.whole(Instruction.of(Op.W_MUL_N).x(by).number(factor));
    return f.whole(Instruction.of(Op.W_ADD).x(base).y(times));
  }

  private boolean isCounter(Expr term, LowScope scope) {
    return term instanceof Index i
        && f.indices.get(i) instanceof LowIndex.Counter(var loop)
        && loop == scope;
  }

  private LowScope at(int depth) {
    var scope = f.scope;
    while (scope.depth > depth) {
      scope = scope.around.orElseThrow();
    }
    return scope;
  }

  /// Computed once at the beginning of a scope.
  private Register known(
      LowScope scope, Object what, java.util.function.Supplier<Register> compute) {
    var known = scope.known.get(what);
    if (known == null) {
      var here = f.scope;
      f.scope = scope;
      try {
        known = f.into(scope.top, compute);
      } finally {
        f.scope = here;
      }
      scope.known.put(what, known);
    }
    return known;
  }

  /// The innermost loop that a pure expression depends on; beyond the current one where it is not
  /// pure.
  private int depth(Expr e) {
    int none = Integer.MAX_VALUE;
    return switch (e) {
      case Expr.Const _, Expr.Size _ -> 0;
      case Index i ->
          switch (f.indices.get(i)) {
            case LowIndex.Fixed _, LowIndex.Given _ -> 0;
            case LowIndex.Counter(var loop) -> loop.depth;
            case LowIndex.Here _ -> none;
            case null -> throw new Refused("index " + i.name() + " is used outside of its loop");
          };
      case Expr.Binary(_, var x, var y) when x.dtype() == DType.I64 && e.dtype() == DType.I64 ->
          Math.max(depth(x), depth(y));
      case Expr.Unary(_, var x) when x.dtype() == DType.I64 -> depth(x);
      default -> none;
    };
  }

  /// A word of the context, loaded when the function begins.
  Register word(int offset) {
    return known(f.entry, "word " + offset, () -> f.whole(Instruction.of(Op.WORD).number(offset)));
  }

  /// With numbers in place of the indices that are known now.
  Expr fixed(Expr e) {
    if (e instanceof Expr.Const) {
      return e;
    }
    if (e instanceof Index i) {
      return f.indices.get(i) instanceof LowIndex.Fixed(long value) ? Expr.of(value) : e;
    }
    return Affine.fixed(
        e,
        i ->
            f.indices.get(i) instanceof LowIndex.Fixed(long value)
                ? OptionalLong.of(value)
                : OptionalLong.empty());
  }

  /// The same, but for the index of the lanes.
  Expr fixedBeside(Expr e) {
    if (f.vector.isEmpty()) {
      return fixed(e);
    }
    var index = f.vector.get().loop().index();
    var own = f.indices.remove(index);
    var fixed = fixed(e);
    if (own != null) {
      f.indices.put(index, own);
    }
    return fixed;
  }

  /// A truth value of whole numbers that is the same in every lane, as a mask of all lanes:
  /// computed at the beginning of the innermost loop that it depends on.
  Register spreadTruth(Expr e) {
    var fixed = fixed(e);
    int depth = truthDepth(fixed);
    java.util.function.Supplier<Register> compute =
        () -> f.mask(Instruction.of(Op.M_SPREAD).x(f.single(() -> f.values.truth(fixed))));
    return depth > f.scope.depth
        ? compute.get()
        : known(at(depth), List.of("mask", fixed), compute);
  }

  private int truthDepth(Expr e) {
    return switch (e) {
      case Expr.Binary(var op, var x, var y) when op.isComparison() && x.dtype() == DType.I64 ->
          Math.max(depth(x), depth(y));
      case Expr.Binary(_, var x, var y) when x.dtype() == DType.BOOL ->
          Math.max(truthDepth(x), truthDepth(y));
      case Expr.Unary(var op, var x) when op == Op1.NOT -> truthDepth(x);
      default -> Integer.MAX_VALUE;
    };
  }

  // ── whole numbers ──

  /// A whole number that is the same in every lane.
  Register whole(Expr root) {
    if (f.lanes > 1) {
      return f.single(() -> whole(root));
    }
    if (root instanceof Expr.Let) {
      return f.values.lets(root, this::whole);
    }
    var e = fixed(root);
    int depth = depth(e);
    if (depth > f.scope.depth || e instanceof Index) {
      return compute(e);
    }
    return known(at(depth), e, () -> compute(e));
  }

  private Register number(long n) {
    return f.whole(Instruction.of(Op.CONSTANT).number(n));
  }

  private Register compute(Expr e) {
    return switch (e) {
      case Expr.Const c -> number(c.bits());
      case Expr.Size s -> word(f.owner.word(s));
      case Index i ->
          switch (f.indices.get(i)) {
            case LowIndex.Fixed(long value) -> number(value);
            case LowIndex.Counter(var loop) -> loop.counter;
            case LowIndex.Given(var register) -> register;
            case LowIndex.Here(var register) -> register;
            case null -> throw new Refused("index " + i.name() + " is used outside of its loop");
          };
      case Expr.Local l ->
          switch (f.names.get(l)) {
            case LowName.Single(var register) -> register;
            case LowName.Later(var value) -> f.later(l, () -> whole(value));
            case LowName.Lanes _ -> throw new IllegalStateException(l.name() + " is a vector");
            case null -> throw new IllegalStateException(l.name() + " is not bound");
          };
      case Expr.Read(Buffer b, var at) -> f.memory.whole(b, at);
      case Expr.Read r -> throw new Refused(r.of().name() + " is no buffer");
      case Expr.Let _ -> whole(e);
      case Expr.Cast c ->
          f.whole(Instruction.of(Op.TO_WHOLE).shape(f.shape(Element.I64)).x(f.casts.vector(c)));
      case Expr.Unary(var op, var x) -> unary(op, whole(x));
      case Expr.Binary(var op, var x, var y) -> binary(op, x, y);
      case Expr.Select(var when, var then, var otherwise) ->
          f.values.select(
              when,
              () -> whole(then),
              () -> whole(otherwise),
              (mask, x, y) -> f.whole(Instruction.of(Op.W_SELECT).mask(mask).x(x).y(y)));
    };
  }

  private Register unary(Op1 op, Register x) {
    return switch (op) {
      case NEG -> f.whole(Instruction.of(Op.W_NEG).x(x));
      case NOT -> f.whole(Instruction.of(Op.W_NOT).x(x));
      case ABS -> {
        var negative = f.whole(Instruction.of(Op.W_NEG).x(x));
        yield f.whole(Instruction.of(Op.W_MAX).x(x).y(negative));
      }
      case FLOOR, CEIL, ROUND, TRUNC -> x;
      default -> throw new Refused(op + " of i64");
    };
  }

  private Register binary(Op2 op, Expr x, Expr y) {
    if (y instanceof Expr.Const(_, long n)) {
      boolean natural = f.facts.range(x).min() >= 0;
      boolean power = n > 0 && Long.bitCount(n) == 1;
      switch (op) {
        case ADD -> {
          return f.whole(Instruction.of(Op.W_ADD_N).x(whole(x)).number(n));
        }
        case SUB -> {
          return f.whole(Instruction.of(Op.W_ADD_N).x(whole(x)).number(-n));
        }
        case MUL -> {
          return f.whole(Instruction.of(Op.W_MUL_N).x(whole(x)).number(n));
        }
        case FLOORDIV, DIV -> {
          if (power && (natural || op == Op2.FLOORDIV)) {
            return f.whole(
                Instruction.of(Op.W_SAR_N).x(whole(x)).number(Long.numberOfTrailingZeros(n)));
          }
        }
        case FLOORMOD, REM -> {
          if (power && (natural || op == Op2.FLOORMOD)) {
            return f.whole(Instruction.of(Op.W_AND_N).x(whole(x)).number(n - 1));
          }
        }
        default -> {}
      }
    }
    return binary(op, whole(x), whole(y));
  }

  Register binary(Op2 op, Register x, Register y) {
    var low =
        switch (op) {
          case ADD -> Op.W_ADD;
          case SUB -> Op.W_SUB;
          case MUL -> Op.W_MUL;
          case MIN -> Op.W_MIN;
          case MAX -> Op.W_MAX;
          case AND -> Op.W_AND;
          case OR -> Op.W_OR;
          case XOR -> Op.W_XOR;
          case DIV -> Op.W_DIV;
          case REM -> Op.W_REM;
          case FLOORDIV -> Op.W_FLOORDIV;
          case FLOORMOD -> Op.W_FLOORMOD;
          case SHL -> Op.W_SHL;
          case SHR -> Op.W_SAR;
          default -> throw new Refused(op + " of i64");
        };
    return f.whole(Instruction.of(low).x(x).y(y));
  }

  static Condition condition(Op2 op) {
    return switch (op) {
      case EQ -> Condition.EQ;
      case NE -> Condition.NE;
      case LT -> Condition.LT;
      case LE -> Condition.LE;
      default -> throw new IllegalStateException("no comparison: " + op);
    };
  }
}
