package org.ashlar.ir;

import java.util.List;

/// A scalar expression: the closed language in which operators say what they mean, sizes and places
/// are computed and loop bodies are filled.
///
/// Every expression has a dtype. Sizes, indices and places are `i64`. An expression that is used
/// twice is named by {@link Let}; printing, equality and rewriting are then linear. `Select` and
/// `Let` are lazy: what is not chosen is not read. What every operation means stands in {@link
/// Scalar}.
public sealed interface Expr {
  DType dtype();

  /// A number, as the bits of its dtype: integers sign- or zero-extended to 64 bits, floats as raw
  /// bits ({@link Codec}).
  record Const(DType dtype, long bits) implements Expr {
    public Const {
      if (dtype.kind() == DType.Kind.COMPLEX || dtype == DType.STRING) {
        throw new IllegalArgumentException("constant: only numbers up to 64 bits: " + dtype);
      }
    }

    /// The number; integers beyond 2^53 lose their last bits ({@link #bits} has them).
    public double value() {
      return Codec.decode(dtype, bits);
    }
  }

  /// A loop's or meaning's index. No two loops around one place have the same name.
  record Index(String name) implements Expr {
    @Override
    public DType dtype() {
      return DType.I64;
    }
  }

  /// A whole number known at launch (batch, sequence length), between two bounds, both included.
  record Size(String name, long min, long max) implements Expr {
    public Size {
      if (min < 0 || max < min) {
        throw new IllegalArgumentException(
            "size " + name + ": bounds must satisfy 0 <= min <= max: " + min + ".." + max);
      }
    }

    @Override
    public DType dtype() {
      return DType.I64;
    }
  }

  /// The name of an expression bound by {@link Let}, or of a state inside a {@link Reducer}.
  record Local(String name, DType dtype) implements Expr {}

  /// An element of a source.
  record Read(Source of, List<Expr> at) implements Expr {
    public Read {
      at = List.copyOf(at);
    }

    @Override
    public DType dtype() {
      return of.dtype();
    }
  }

  /// `value` under a name inside `body`; evaluated at most once, and only if read.
  record Let(Local name, Expr value, Expr body) implements Expr {
    public Let {
      if (name.dtype() != value.dtype()) {
        throw new IllegalArgumentException(
            "let " + name.name() + ": dtypes differ: " + name.dtype() + " and " + value.dtype());
      }
    }

    @Override
    public DType dtype() {
      return body.dtype();
    }
  }

  /// The operand in another dtype.
  record Cast(DType dtype, Mode mode, Expr x) implements Expr {}

  /// How a {@link Cast} treats what the target cannot hold (`semantics.md`, casts).
  enum Mode {
    CONVERT,
    SATURATE,
    BITS
  }

  record Unary(Op1 op, Expr x) implements Expr {
    @Override
    public DType dtype() {
      return op == Op1.IS_NAN ? DType.BOOL : x.dtype();
    }
  }

  record Binary(Op2 op, Expr x, Expr y) implements Expr {
    public Binary {
      if (x.dtype() != y.dtype()) {
        throw new IllegalArgumentException(
            op + ": dtypes differ: " + x.dtype() + " and " + y.dtype());
      }
    }

    @Override
    public DType dtype() {
      return op.isComparison() ? DType.BOOL : x.dtype();
    }
  }

  record Select(Expr when, Expr then, Expr otherwise) implements Expr {
    public Select {
      if (when.dtype() != DType.BOOL) {
        throw new IllegalArgumentException("select: the condition must be bool: " + when.dtype());
      }
      if (then.dtype() != otherwise.dtype()) {
        throw new IllegalArgumentException(
            "select: dtypes differ: " + then.dtype() + " and " + otherwise.dtype());
      }
    }

    @Override
    public DType dtype() {
      return then.dtype();
    }
  }

  // ── making expressions ──

  /// A whole number of the index algebra (`i64`).
  static Const of(long value) {
    return new Const(DType.I64, value);
  }

  /// A number of a dtype, rounded to it.
  static Const of(DType dtype, double value) {
    return new Const(dtype, Codec.encode(dtype, value));
  }

  static Const of(boolean value) {
    return new Const(DType.BOOL, value ? 1 : 0);
  }

  default Expr plus(Expr y) {
    return new Binary(Op2.ADD, this, y);
  }

  default Expr plus(double y) {
    return plus(of(dtype(), y));
  }

  default Expr minus(Expr y) {
    return new Binary(Op2.SUB, this, y);
  }

  default Expr minus(double y) {
    return minus(of(dtype(), y));
  }

  default Expr times(Expr y) {
    return new Binary(Op2.MUL, this, y);
  }

  default Expr times(double y) {
    return times(of(dtype(), y));
  }

  default Expr over(Expr y) {
    return new Binary(Op2.DIV, this, y);
  }

  default Expr over(double y) {
    return over(of(dtype(), y));
  }

  default Expr floorDiv(Expr y) {
    return new Binary(Op2.FLOORDIV, this, y);
  }

  default Expr floorMod(Expr y) {
    return new Binary(Op2.FLOORMOD, this, y);
  }

  default Expr min(Expr y) {
    return new Binary(Op2.MIN, this, y);
  }

  default Expr max(Expr y) {
    return new Binary(Op2.MAX, this, y);
  }

  default Expr pow(Expr y) {
    return new Binary(Op2.POW, this, y);
  }

  default Expr and(Expr y) {
    return new Binary(Op2.AND, this, y);
  }

  default Expr or(Expr y) {
    return new Binary(Op2.OR, this, y);
  }

  default Expr not() {
    return new Unary(Op1.NOT, this);
  }

  default Expr eq(Expr y) {
    return new Binary(Op2.EQ, this, y);
  }

  default Expr ne(Expr y) {
    return new Binary(Op2.NE, this, y);
  }

  default Expr lt(Expr y) {
    return new Binary(Op2.LT, this, y);
  }

  default Expr le(Expr y) {
    return new Binary(Op2.LE, this, y);
  }

  default Expr negate() {
    return new Unary(Op1.NEG, this);
  }

  default Expr abs() {
    return new Unary(Op1.ABS, this);
  }

  default Expr sqrt() {
    return new Unary(Op1.SQRT, this);
  }

  default Expr exp() {
    return new Unary(Op1.EXP, this);
  }

  default Expr log() {
    return new Unary(Op1.LOG, this);
  }

  default Expr tanh() {
    return new Unary(Op1.TANH, this);
  }

  default Expr erf() {
    return new Unary(Op1.ERF, this);
  }

  default Expr sin() {
    return new Unary(Op1.SIN, this);
  }

  default Expr cos() {
    return new Unary(Op1.COS, this);
  }

  /// `then` where this is true, else `otherwise`.
  default Expr select(Expr then, Expr otherwise) {
    return new Select(this, then, otherwise);
  }

  /// This number in another dtype; itself when it has it already.
  default Expr cast(DType to) {
    return to == dtype() ? this : new Cast(to, Mode.CONVERT, this);
  }
}
