package org.ashlar.reference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// Compiles scalar expressions to small functions. What they give is what {@link Scalar} gives;
/// frequent forms have a shorter way to the same bits.
abstract class Scalars {
  final Scope scope;
  final Reads reads;

  Scalars(Scope scope, Reads reads) {
    this.scope = scope;
    this.reads = reads;
  }

  /// Compiles an expression of a float dtype.
  abstract Real real(Expr e);

  /// A comparison of floats.
  abstract Whole compare(Op2 op, DType dtype, Expr x, Expr y);

  /// The statement that computes a local into its slot.
  abstract Act keep(int slot, Expr value);

  /// The read of a float local from its slot, computed before by `first` where that is needed.
  abstract Real local(int slot, Act first);

  /// The read of another local from its slot, computed before by `first` where that is needed.
  abstract Whole wholeLocal(int slot, Act first);

  /// Compiles an expression of a dtype that is no float.
  final Whole whole(Expr e) {
    var affine = Affine.of(e, scope);
    if (affine.isPresent()) {
      return affine.get().compile();
    }
    return switch (e) {
      case Expr.Const c -> constant(c.bits());
      case Expr.Index i -> index(scope.slot(i));
      case Expr.Size s -> constant(scope.size(s));
      case Expr.Local l -> scope.binding(l).whole();
      case Expr.Read r -> reads.whole(r, this);
      case Expr.Let l -> let(l);
      case Expr.Cast c -> cast(c);
      case Expr.Unary u -> unary(u);
      case Expr.Binary b -> binary(b);
      case Expr.Select s -> {
        var when = whole(s.when());
        var then = whole(s.then());
        var otherwise = whole(s.otherwise());
        yield f -> when.at(f) != 0 ? then.at(f) : otherwise.at(f);
      }
    };
  }

  /// The bits of an expression of any dtype.
  final Whole bits(Expr e) {
    if (!e.dtype().isFloat()) {
      return whole(e);
    }
    var x = real(e);
    var dtype = e.dtype();
    return f -> Codec.encode(dtype, x.at(f));
  }

  private static Whole constant(long bits) {
    return f -> bits;
  }

  private static Whole index(int slot) {
    return f -> f.whole[slot];
  }

  private Whole cast(Expr.Cast c) {
    var from = c.x().dtype();
    var to = c.dtype();
    var mode = c.mode();
    var x = bits(c.x());
    return f -> Scalar.cast(from, to, mode, x.at(f));
  }

  /// Operations of one operand; the condition's NOT is the frequent one.
  private Whole unary(Expr.Unary u) {
    if (u.x().dtype().isFloat()) {
      // the only one from a float to something else
      var x = real(u.x());
      return f -> Double.isNaN(x.at(f)) ? 1 : 0;
    }
    var x = whole(u.x());
    var dtype = u.x().dtype();
    if (u.op() == Op1.NOT && dtype == DType.BOOL) {
      return f -> x.at(f) ^ 1;
    }
    var op = u.op();
    return f -> Scalar.apply(op, dtype, x.at(f));
  }

  /// Operations of two operands. Those of index algebra and of conditions have a short way, which
  /// wraps and compares as {@link Scalar} does; unsigned numbers do not compare as their bits, so
  /// they have none.
  private Whole binary(Expr.Binary b) {
    var dtype = b.x().dtype();
    var op = b.op();
    if (dtype.isFloat()) {
      return compare(op, dtype, b.x(), b.y());
    }
    var x = whole(b.x());
    if (dtype == DType.I64 && b.y() instanceof Expr.Const c && c.bits() > 0) {
      long n = c.bits();
      if (op == Op2.FLOORDIV) {
        return f -> Math.floorDiv(x.at(f), n);
      }
      if (op == Op2.FLOORMOD) {
        return f -> Math.floorMod(x.at(f), n);
      }
    }
    var y = whole(b.y());
    if (dtype == DType.I64) {
      switch (op) {
        case ADD -> {
          return f -> x.at(f) + y.at(f);
        }
        case SUB -> {
          return f -> x.at(f) - y.at(f);
        }
        case MUL -> {
          return f -> x.at(f) * y.at(f);
        }
        case MIN -> {
          return f -> Math.min(x.at(f), y.at(f));
        }
        case MAX -> {
          return f -> Math.max(x.at(f), y.at(f));
        }
        default -> {}
      }
    }
    if (dtype.kind() != DType.Kind.UNSIGNED) {
      switch (op) {
        case LT -> {
          return f -> x.at(f) < y.at(f) ? 1 : 0;
        }
        case LE -> {
          return f -> x.at(f) <= y.at(f) ? 1 : 0;
        }
        case EQ -> {
          return f -> x.at(f) == y.at(f) ? 1 : 0;
        }
        case NE -> {
          return f -> x.at(f) != y.at(f) ? 1 : 0;
        }
        default -> {}
      }
    }
    if (dtype == DType.BOOL && op == Op2.AND) {
      return f -> x.at(f) & y.at(f);
    }
    if (dtype == DType.BOOL && op == Op2.OR) {
      return f -> x.at(f) | y.at(f);
    }
    return f -> Scalar.apply(op, dtype, x.at(f), y.at(f));
  }

  // ── names ──

  // A chain of Lets is one function: it computes what is needed for sure, then the innermost body.

  private Whole let(Expr.Let let) {
    var saved = scope.save();
    var spine = Spine.of(let);
    var first = prepare(spine);
    var body = whole(spine.body());
    scope.restore(saved);
    return f -> {
      for (var act : first) {
        act.run(f);
      }
      return body.at(f);
    };
  }

  final Real realLet(Expr.Let let) {
    var saved = scope.save();
    var spine = Spine.of(let);
    var first = prepare(spine);
    var body = real(spine.body());
    scope.restore(saved);
    return f -> {
      for (var act : first) {
        act.run(f);
      }
      return body.at(f);
    };
  }

  /// Binds the names of a spine. What is read for sure is computed at once, in order; the rest when
  /// it is first read.
  private Act[] prepare(Spine spine) {
    var first = new ArrayList<Act>();
    for (int i = 0; i < spine.names().size(); i++) {
      var name = spine.names().get(i);
      var value = spine.values().get(i);
      boolean isReal = name.dtype().isFloat();
      int slot = isReal ? scope.slots.real() : scope.slots.whole();
      var compute = keep(slot, value);
      Act before = NOTHING;
      if (spine.strict().contains(i)) {
        first.add(compute);
      } else {
        int flag = scope.slots.flag();
        first.add(f -> f.known[flag] = false);
        before =
            f -> {
              if (!f.known[flag]) {
                compute.run(f);
                f.known[flag] = true;
              }
            };
      }
      scope.bind(name.name(), binding(name.dtype(), slot, before));
    }
    return first.toArray(Act[]::new);
  }

  static final Act NOTHING = f -> {};

  /// A name whose number lies in a slot.
  final Scope.Binding binding(DType dtype, int slot, Act before) {
    return new Scope.Binding(dtype, slot, wholeLocal(slot, before), local(slot, before));
  }

  /// A chain of Lets, taken apart without recursion.
  ///
  /// @param strict the positions of the names that are read whenever the body is
  /// @param outer the names of others that are read then
  private record Spine(
      List<Expr.Local> names,
      List<Expr> values,
      Expr body,
      Set<Integer> strict,
      Set<String> outer) {
    static Spine of(Expr.Let outermost) {
      var names = new ArrayList<Expr.Local>();
      var values = new ArrayList<Expr>();
      Expr e = outermost;
      while (e instanceof Expr.Let(var name, var value, var body)) {
        names.add(name);
        values.add(value);
        e = body;
      }
      var strict = new HashSet<Integer>();
      var read = new HashSet<String>();
      strictly(e, read);
      for (int i = names.size() - 1; i >= 0; i--) {
        // what is outside of this binding means another thing by the name
        if (read.remove(names.get(i).name())) {
          strict.add(i);
          strictly(values.get(i), read);
        }
      }
      return new Spine(names, values, e, strict, read);
    }

    /// Adds the names that an expression reads in every case.
    private static void strictly(Expr e, Set<String> read) {
      switch (e) {
        case Expr.Const c -> {}
        case Expr.Index i -> {}
        case Expr.Size s -> {}
        case Expr.Local l -> read.add(l.name());
        case Expr.Read r -> r.at().forEach(p -> strictly(p, read));
        case Expr.Let l -> read.addAll(Spine.of(l).outer());
        case Expr.Cast c -> strictly(c.x(), read);
        case Expr.Unary u -> strictly(u.x(), read);
        case Expr.Binary b -> {
          strictly(b.x(), read);
          strictly(b.y(), read);
        }
        case Expr.Select s -> strictly(s.when(), read);
      }
    }
  }
}
