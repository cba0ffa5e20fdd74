package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.TypeKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.kernel.Buffer;

/// Code for the index algebra: places of buffers as byte offsets, in 32 bits where the ranges prove
/// that they suffice.
final class Places {
  private final Method m;

  Places(Method method) {
    this.m = method;
  }

  // ── proofs ──

  boolean isProved(Buffer of, List<Expr> at) {
    return Elements.isProved(of, at, m.facts);
  }

  /// The value of an expression, where it is known when code is written.
  OptionalLong constant(Expr e) {
    var fixed =
        Affine.fixed(
            e,
            i ->
                m.indices.get(i) instanceof Method.Binding.Constant(long value)
                    ? OptionalLong.of(value)
                    : OptionalLong.empty());
    var range = m.facts.range(fixed);
    return range.isSingle() ? OptionalLong.of(range.min()) : OptionalLong.empty();
  }

  // ── offsets ──

  /// The places that are proved, and in place of the others an index that holds the checked one.
  List<Expr> checked(Buffer of, List<Expr> at) {
    if (isProved(of, at)) {
      return at;
    }
    var places = new ArrayList<Expr>();
    for (int d = 0; d < at.size(); d++) {
      if (Elements.isProved(of, at, d, m.facts)) {
        places.add(at.get(d));
      } else {
        int64(at.get(d));
        m.check(of, d);
        int local = m.local(TypeKind.LONG);
        m.code.lstore(local);
        var index = new Index("checked " + local);
        m.indices.put(index, new Method.Binding.Int64(local));
        long most = Math.max(0, m.facts.range(of.sizes().get(d)).max() - 1);
        m.facts = m.facts.with(index, new Range(0, most));
        places.add(index);
      }
    }
    return places;
  }

  /// Leaves the offset in bytes (a long) of a checked place on the stack.
  void offset(Buffer of, List<Expr> at, long base) {
    int64(Elements.number(of, at).times(Expr.of(of.dtype().bytes())).plus(Expr.of(base)));
  }

  // ── whole numbers ──

  /// Leaves an i64 expression on the stack as a long.
  void int64(Expr e) {
    var sum = Affine.of(e);
    if (isInt(sum)) {
      int32(sum);
      m.code.i2l();
      return;
    }
    boolean first = true;
    long constant = sum.constant();
    for (var term : terms(sum)) {
      if (term.getKey() instanceof Index i
          && m.indices.get(i) instanceof Method.Binding.Constant(long value)) {
        constant += value * term.getValue();
        continue;
      }
      long64(term.getKey());
      if (term.getValue() != 1) {
        m.code.loadConstant((long) term.getValue()).lmul();
      }
      if (!first) {
        m.code.ladd();
      }
      first = false;
    }
    if (first || constant != 0) {
      m.code.loadConstant(constant);
      if (!first) {
        m.code.ladd();
      }
    }
  }

  /// Leaves an expression that fits on the stack as an int.
  void int32(Expr e) {
    int32(Affine.of(e));
  }

  boolean isInt(Expr e) {
    return e.dtype() == DType.I64 && isInt(Affine.of(e));
  }

  /// Whether every step of the sum fits into 32 bits.
  private boolean isInt(Affine sum) {
    long most = magnitude(sum.constant());
    for (var term : sum.factors().entrySet()) {
      var range = m.facts.range(term.getKey());
      long factor = magnitude(term.getValue());
      if (!range.within(-Integer.MAX_VALUE, Integer.MAX_VALUE)
          || factor > Integer.MAX_VALUE
          || !isIntTerm(term.getKey())) {
        return false;
      }
      most += factor * Math.max(Math.abs(range.min()), Math.abs(range.max()));
      if (most > Integer.MAX_VALUE) {
        return false;
      }
    }
    return most <= Integer.MAX_VALUE;
  }

  /// The absolute value; that of the least number, which has none, is the largest.
  private static long magnitude(long n) {
    return n == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(n);
  }

  private boolean isIntTerm(Expr e) {
    return switch (e) {
      case Index i -> !(m.indices.get(i) instanceof Method.Binding.Int64);
      case Expr.Size _ -> true;
      case Expr.Binary(var op, var x, var y) ->
          switch (op) {
            case MUL, DIV, REM, FLOORDIV, FLOORMOD, MIN, MAX ->
                x.dtype() == DType.I64 && isInt(x) && isInt(y);
            default -> false;
          };
      default -> false;
    };
  }

  private void int32(Affine sum) {
    boolean first = true;
    long constant = sum.constant();
    for (var term : terms(sum)) {
      if (term.getKey() instanceof Index i
          && m.indices.get(i) instanceof Method.Binding.Constant(long value)) {
        constant += value * term.getValue();
        continue;
      }
      term32(term.getKey());
      if (term.getValue() != 1) {
        m.code.loadConstant((int) (long) term.getValue()).imul();
      }
      if (!first) {
        m.code.iadd();
      }
      first = false;
    }
    if (first || constant != 0) {
      m.code.loadConstant((int) constant);
      if (!first) {
        m.code.iadd();
      }
    }
  }

  /// What changes least first: the compiler then moves the sum of it out of loops. The indices of a
  /// method are in the order of its locals, outer ones first.
  private List<Map.Entry<Expr, Long>> terms(Affine sum) {
    return sum.factors().entrySet().stream()
        .sorted(Comparator.comparingInt(t -> depth(t.getKey())))
        .toList();
  }

  private int depth(Expr term) {
    return org.ashlar.ir.Rewrite.free(term).stream()
        .mapToInt(leaf ->
            leaf instanceof Index i
                ? switch (m.indices.get(i)) {
                  case Method.Binding.Int32(int local) -> local;
                  case Method.Binding.Int64(int local) -> local;
                  case null, default -> 0;
                }
                : 0)
        .max()
        .orElse(0);
  }

  private void term32(Expr e) {
    switch (e) {
      case Index i -> {
        switch (binding(i)) {
          case Method.Binding.Constant(long value) -> m.code.loadConstant((int) value);
          case Method.Binding.Int32(int local) -> m.code.iload(local);
          case Method.Binding.Int64(int local) -> m.code.lload(local).l2i();
        }
      }
      case Expr.Size s -> m.code.lload(size(s)).l2i();
      case Expr.Binary(var op, var x, var y) -> {
        int32(x);
        int32(y);
        boolean plain = m.facts.range(x).min() >= 0 && m.facts.range(y).min() > 0;
        switch (op) {
          case MUL -> m.code.imul();
          case MIN -> m.code.invokestatic(Names.MATH, "min", Names.type(CD_int, CD_int, CD_int));
          case MAX -> m.code.invokestatic(Names.MATH, "max", Names.type(CD_int, CD_int, CD_int));
          case DIV, REM, FLOORDIV, FLOORMOD -> divide(op, plain, Kind.INT);
          default -> throw new IllegalStateException("cpu: not a 32-bit term: " + e);
        }
      }
      default -> {
        // a choice, a number that was read: the caller proved that what comes out fits
        long64(e);
        m.code.l2i();
      }
    }
  }

  private void divide(Op2 op, boolean plain, Kind kind) {
    if (!plain) {
      m.code.invokestatic(
          Names.SCALAR_MATH, op.toString(), Names.type(kind.desc, kind.desc, kind.desc));
    } else if (kind == Kind.INT) {
      if (op == Op2.DIV || op == Op2.FLOORDIV) {
        m.code.idiv();
      } else {
        m.code.irem();
      }
    } else if (op == Op2.DIV || op == Op2.FLOORDIV) {
      m.code.ldiv();
    } else {
      m.code.lrem();
    }
  }

  private void long64(Expr e) {
    switch (e) {
      case Index i -> {
        switch (binding(i)) {
          case Method.Binding.Constant(long value) -> m.code.loadConstant(value);
          case Method.Binding.Int32(int local) -> m.code.iload(local).i2l();
          case Method.Binding.Int64(int local) -> m.code.lload(local);
        }
      }
      case Expr.Size s -> m.code.lload(size(s));
      case Expr.Binary(var op, var x, var y) when x.dtype() == DType.I64 -> {
        switch (op) {
          case MUL -> {
            int64(x);
            int64(y);
            m.code.lmul();
          }
          case MIN, MAX -> {
            int64(x);
            int64(y);
            m.code.invokestatic(Names.MATH, op.toString(), Names.type(CD_long, CD_long, CD_long));
          }
          case DIV, REM, FLOORDIV, FLOORMOD -> {
            int64(x);
            int64(y);
            divide(op, m.facts.range(x).min() >= 0 && m.facts.range(y).min() > 0, Kind.LONG);
          }
          default -> m.scalars.operation(e);
        }
      }
      default -> m.scalars.operation(e);
    }
  }

  private Method.Binding binding(Index i) {
    var binding = m.indices.get(i);
    if (binding == null) {
      throw new IllegalArgumentException(
          "kernel " + m.owner.name() + ": index " + i.name() + " is used outside of its loop");
    }
    return binding;
  }

  private int size(Expr.Size s) {
    var local = m.sizes.get(s);
    if (local == null) {
      throw new IllegalArgumentException(
          "kernel " + m.owner.name() + ": size " + s.name() + " is not among the kernel's sizes");
    }
    return local;
  }
}
