package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;

/// Writes expressions: one number of one thread.
///
/// Whole numbers of the index algebra lie in 32 bits where their range is known to fit. What an
/// expression chooses between is computed under its condition where it reads memory, and without a
/// branch where it does not.
final class Expressions {
  private static final Range WORD = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);

  /// Operations beyond which a branch costs less than both sides.
  private static final int LIGHT = 24;

  private final Ptx ptx;
  private final Scope scope;
  private final Faults faults;
  private final String kernel;
  private final Value fault;
  final Integers integers;
  final Floats floats;
  final Casts casts;
  final Memories memories;

  /// @param fault the address of the fault words
  Expressions(Ptx ptx, Scope scope, Faults faults, String kernel, Value fault, int architecture) {
    this.ptx = ptx;
    this.scope = scope;
    this.faults = faults;
    this.kernel = kernel;
    this.fault = fault;
    this.integers = new Integers(ptx);
    this.floats = new Floats(ptx, architecture);
    this.casts = new Casts(ptx, integers, floats.narrow());
    this.memories = new Memories(ptx, floats.narrow());
  }

  /// The number in the register that its dtype asks for.
  Value value(Expr e) {
    var value = any(e);
    return Kind.of(e.dtype()) == Kind.LONG ? wide(value) : value;
  }

  /// The number; of 64-bit integers perhaps in 32 bits, as a signed number.
  Value any(Expr e) {
    return switch (e) {
      case Expr.Const c -> constant(c);
      case Expr.Index _, Expr.Size _, Expr.Local _ -> named(e);
      case Expr.Read r -> read(r);
      case Expr.Let l -> let(l);
      case Expr.Cast c -> cast(c);
      case Expr.Unary(var op, var x) -> unary(op, x);
      case Expr.Binary b -> binary(b);
      case Expr.Select s -> select(s);
    };
  }

  private Value named(Expr name) {
    return scope
        .find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("kernel " + kernel + ": nothing binds " + name));
  }

  private Value constant(Expr.Const c) {
    return switch (Kind.of(c.dtype())) {
      case TRUTH -> integers.truth(c.bits() != 0);
      case WORD -> Value.whole(Kind.WORD, c.bits());
      case LONG ->
          Value.whole(
              c.dtype() == DType.I64 && WORD.contains(c.bits()) ? Kind.WORD : Kind.LONG, c.bits());
      case DOUBLE -> Value.number(c.value());
      case SINGLE, HALF -> Value.single((float) c.value());
    };
  }

  /// In 64 bits.
  Value wide(Value x) {
    if (x.kind() == Kind.LONG) {
      return x;
    }
    return x.isConstant()
        ? Value.whole(Kind.LONG, x.number())
        : ptx.make(Kind.LONG, "cvt.s64.s32", x);
  }

  private Value cast(Expr.Cast c) {
    var x = any(c.x());
    var from = c.x().dtype();
    if (from == DType.I64 && x.kind() == Kind.WORD) {
      if (c.mode() == Expr.Mode.BITS || c.dtype() == DType.U64) {
        x = wide(x);
      } else {
        // the same number in fewer bits
        from = DType.I32;
        if (c.dtype() == DType.I64) {
          return x;
        }
      }
    }
    if (x.isConstant() && from.isInteger()) {
      x = ptx.make(x.kind(), "mov." + x.kind().type(), x);
    }
    return casts.apply(from, c.dtype(), c.mode(), x);
  }

  private Value unary(Op1 op, Expr e) {
    var dtype = e.dtype();
    if (dtype == DType.BOOL) {
      return op == Op1.NOT ? integers.not(any(e)) : integers.truth(false);
    }
    var x = value(e);
    return dtype.isFloat() ? floats.apply(op, dtype, x) : integers.apply(op, dtype, x);
  }

  private Value binary(Expr.Binary b) {
    var dtype = b.x().dtype();
    if (dtype == DType.BOOL) {
      return integers.truths(b.op(), any(b.x()), any(b.y()));
    }
    if (dtype.isFloat()) {
      return floats.apply(b.op(), dtype, value(b.x()), value(b.y()));
    }
    if (dtype == DType.I64) {
      return index(b);
    }
    return integers.apply(b.op(), dtype, value(b.x()), value(b.y()), Range.ALL, Range.ALL);
  }

  /// Index algebra: in 32 bits where that is exact, and computed once where it is asked for again.
  private Value index(Expr.Binary b) {
    boolean pure = isPlace(b.x()) && isPlace(b.y());
    if (pure) {
      var known = scope.find(b);
      if (known.isPresent()) {
        return known.get();
      }
    }
    var facts = scope.facts();
    var ofX = facts.range(b.x());
    var ofY = facts.range(b.y());
    boolean fits =
        WORD.contains(ofX.min())
            && WORD.contains(ofX.max())
            && WORD.contains(ofY.min())
            && WORD.contains(ofY.max());
    if (fits && !b.op().isComparison()) {
      var of = facts.range(b);
      fits = WORD.contains(of.min()) && WORD.contains(of.max());
    }
    var x = any(b.x());
    var y = any(b.y());
    boolean words = fits && x.kind() == Kind.WORD && y.kind() == Kind.WORD && isExact(b.op());
    var value =
        words
            ? integers.apply(b.op(), DType.I32, x, y, ofX, ofY)
            : integers.apply(b.op(), DType.I64, wide(x), wide(y), ofX, ofY);
    if (pure) {
      scope.bind(b, value);
    }
    return value;
  }

  private static boolean isExact(Op2 op) {
    return switch (op) {
      case SHL, SHR, POW -> false;
      default -> true;
    };
  }

  private boolean isPlace(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ -> true;
      case Expr.Binary b -> scope.find(b).isPresent() || isPlace(b.x()) && isPlace(b.y());
      default -> false;
    };
  }

  // ── choices and names ──

  private Value select(Expr.Select s) {
    var when = any(s.when());
    var kind = Kind.of(s.dtype());
    if (isLight(s.then()) && isLight(s.otherwise())) {
      var then = any(s.then());
      var otherwise = any(s.otherwise());
      if (kind == Kind.LONG && (then.kind() != Kind.WORD || otherwise.kind() != Kind.WORD)) {
        then = wide(then);
        otherwise = wide(otherwise);
      }
      return chosen(when, then, otherwise);
    }
    var result = ptx.register(kind);
    var no = ptx.label();
    var done = ptx.label();
    ptx.jump(when, false, no);
    scope.inside(scope.facts().with(s.when()), () -> ptx.move(result, value(s.then())));
    ptx.add("bra", done);
    ptx.mark(no);
    scope.inside(scope.facts().without(s.when()), () -> ptx.move(result, value(s.otherwise())));
    ptx.mark(done);
    return result;
  }

  private Value chosen(Value when, Value then, Value otherwise) {
    if (then.kind() == Kind.TRUTH) {
      var yes = ptx.make(Kind.TRUTH, "and.pred", when, then);
      var no = ptx.make(Kind.TRUTH, "and.pred", integers.not(when), otherwise);
      return ptx.make(Kind.TRUTH, "or.pred", yes, no);
    }
    return ptx.make(then.kind(), "selp." + then.kind().type(), then, otherwise, when);
  }

  /// Whether both sides of a choice may as well be computed.
  private static boolean isLight(Expr e) {
    var count = new int[1];
    Rewrite.visit(
        e,
        x -> {
          count[0] +=
              switch (x) {
                case Expr.Read _ -> LIGHT + 1;
                case Expr.Unary(var op, _) ->
                    switch (op) {
                      case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, IS_NAN -> 1;
                      default -> LIGHT + 1;
                    };
                case Expr.Binary(var op, var y, _) ->
                    switch (op) {
                      case POW, ATAN2, REM, FLOORMOD ->
                          y.dtype().isFloat() || op == Op2.POW ? LIGHT + 1 : 4;
                      default -> 1;
                    };
                default -> 1;
              };
        });
    return count[0] <= LIGHT;
  }

  /// A name's value is computed first where it may be: where it reads nothing that a later
  /// condition guards. Else it is computed wherever it is used.
  private Value let(Expr.Let l) {
    if (!isHarmless(l.value()) && !isAlwaysUsed(l.body(), l.name())) {
      return any(Rewrite.substitute(l.body(), Map.of(l.name(), l.value())));
    }
    var value = any(l.value());
    var result = new Value[1];
    scope.inside(
        scope.facts().with(l.name(), l.value()),
        () -> {
          scope.bind(l.name(), value);
          result[0] = any(l.body());
        });
    return result[0];
  }

  private boolean isHarmless(Expr e) {
    var harmless = new boolean[] {true};
    Rewrite.visit(
        e,
        x -> {
          if (x instanceof Expr.Read(Buffer b, var at)) {
            for (int d = 0; d < at.size() && harmless[0]; d++) {
              harmless[0] =
                  scope.facts().proves(Expr.of(0).le(at.get(d)))
                      && scope.facts().proves(at.get(d).lt(b.sizes().get(d)));
            }
          }
        });
    return harmless[0];
  }

  private static boolean isAlwaysUsed(Expr body, Expr.Local name) {
    return switch (body) {
      case Expr.Local l -> l.equals(name);
      case Expr.Select(var when, var then, var otherwise) ->
          isAlwaysUsed(when, name) || isAlwaysUsed(then, name) && isAlwaysUsed(otherwise, name);
      case Expr.Let(_, var value, var inner) ->
          // a value that may stay uncomputed does not count
          isAlwaysUsed(inner, name) || value.equals(name) && isAlwaysUsed(inner, name);
      default -> Rewrite.children(body).stream().anyMatch(e -> isAlwaysUsed(e, name));
    };
  }

  // ── memory ──

  private Value read(Expr.Read r) {
    if (!(r.of() instanceof Buffer b)) {
      throw new IllegalArgumentException(
          "kernel " + kernel + ": " + r.of().name() + " is no buffer");
    }
    return load(b, address(b, r.at(), r));
  }

  /// An element's address, or its register.
  sealed interface Element {
    record OfRegister(Value register) implements Element {}

    record OfMemory(String space, String address) implements Element {}
  }

  Value load(Buffer b, Element element) {
    return switch (element) {
      // a copy: the register may be written before the number is used
      case Element.OfRegister(var register) ->
          ptx.make(register.kind(), "mov." + register.kind().type(), register);
      case Element.OfMemory(var space, var at) -> memories.load(space, b.dtype(), at);
    };
  }

  void store(Buffer b, Element element, Value value) {
    switch (element) {
      case Element.OfRegister(var register) -> ptx.move(register, value);
      case Element.OfMemory(var space, var at) -> memories.store(space, b.dtype(), at, value);
    }
  }

  /// @param node whose places they are, for those that are not proved in range
  Element address(Buffer b, List<Expr> at, Object node) {
    var places = new ArrayList<Expr>();
    for (int d = 0; d < at.size(); d++) {
      places.add(faults.isProved(node, d) ? at.get(d) : clamped(b, d, at.get(d)));
    }
    return switch (scope.place(b)) {
      case Place.InRegister(var register) -> new Element.OfRegister(register);
      case Place.InMemory(var space, var base) ->
          new Element.OfMemory(space, address(b, places, base));
    };
  }

  private String address(Buffer b, List<Expr> at, Value base) {
    Expr linear = Expr.of(0);
    for (int d = 0; d < at.size(); d++) {
      var size = b.sizes().get(d);
      linear = d == 0 ? at.get(0) : linear.times(size).plus(at.get(d));
    }
    linear = Simplify.of(linear);
    long bytes = b.dtype().bytes();
    if (linear instanceof Expr.Const c) {
      return base + "+" + c.bits() * bytes;
    }
    long offset = 0;
    if (linear instanceof Expr.Binary(var op, var x, Expr.Const c)
        && op == Op2.ADD
        && Math.abs(c.bits()) < 1 << 20) {
      linear = x;
      offset = c.bits() * bytes;
    }
    var place = any(linear);
    var address =
        place.kind() == Kind.WORD
            ? ptx.make(Kind.LONG, "mad.wide.s32", place, bytes, base)
            : ptx.make(Kind.LONG, "mad.lo.s64", place, bytes, base);
    return offset == 0 ? address.text() : address + "+" + offset;
  }

  /// A place within its dimension; where it was outside, the fault words are told.
  private Expr clamped(Buffer b, int dimension, Expr at) {
    var place = wide(any(at));
    if (place.isConstant()) {
      place = ptx.make(Kind.LONG, "mov.b64", place);
    }
    var size = wide(any(b.sizes().get(dimension)));
    var outside = ptx.make(Kind.TRUTH, "setp.ge.u64", place, size);
    int site = faults.site(new Site(kernel, b.name(), dimension, b.rank()));
    var fine = ptx.label();
    ptx.jump(outside, false, fine);
    var before = ptx.make(Kind.WORD, "atom.global.cas.b32", "[" + fault + "]", 0, site + 1);
    var first = ptx.make(Kind.TRUTH, "setp.eq.s32", before, 0);
    ptx.where(first, "st.global.b64", "[" + fault + "+8]", place);
    var sizeValue = size.isConstant() ? ptx.make(Kind.LONG, "mov.b64", size) : size;
    ptx.where(first, "st.global.b64", "[" + fault + "+16]", sizeValue);
    ptx.mark(fine);
    var last = ptx.make(Kind.LONG, "sub.s64", size, 1);
    var bounded = ptx.make(Kind.LONG, "min.s64", place, last);
    bounded = ptx.make(Kind.LONG, "max.s64", bounded, 0);
    // a name that no text can hold
    var name = new Expr.Index("clamped " + site + " " + bounded);
    scope.bind(name, bounded);
    return name;
  }
}
