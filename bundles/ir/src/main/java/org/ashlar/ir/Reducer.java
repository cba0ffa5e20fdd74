package org.ashlar.ir;

import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Expr.Local;

/// An associative way to combine states: sum, max, the pair of mean and variance, the triple of
/// attention.
///
/// State `i` is named `s<i>` (so far) and `t<i>` (to be added) inside `merge`, and `s<i>` inside
/// `finish`. The dtype of a state is that of its identity: the accumulator's.
///
/// @param identity one a state: merging with it changes nothing
/// @param merge one a state, over `s<i>` and `t<i>`
/// @param finish the result, over `s<i>`
public record Reducer(String name, List<Expr> identity, List<Expr> merge, Expr finish) {
  public Reducer {
    identity = List.copyOf(identity);
    merge = List.copyOf(merge);
    if (identity.size() != merge.size()) {
      throw new IllegalArgumentException(
          "reducer " + name + ": as many merges as identities are needed");
    }
    for (int i = 0; i < identity.size(); i++) {
      if (identity.get(i).dtype() != merge.get(i).dtype()) {
        throw new IllegalArgumentException(
            "reducer "
                + name
                + ": state "
                + i
                + ": dtypes differ: "
                + identity.get(i).dtype()
                + " and "
                + merge.get(i).dtype());
      }
    }
  }

  public static Local so(int state, DType dtype) {
    return new Local("s" + state, dtype);
  }

  public static Local more(int state, DType dtype) {
    return new Local("t" + state, dtype);
  }

  /// No reduction: the single body is the element.
  public static Reducer none(DType dtype) {
    return single("none", Op2.SET, zero(dtype), dtype, dtype);
  }

  /// The sum, accumulated in `dtype`'s accumulator and rounded once.
  public static Reducer sum(DType dtype) {
    return single("sum", Op2.ADD, zero(dtype.accumulator()), dtype.accumulator(), dtype);
  }

  /// The product, accumulated in `dtype`'s accumulator.
  public static Reducer product(DType dtype) {
    var wide = dtype.accumulator();
    return single(
        "product", Op2.MUL, wide == DType.BOOL ? Expr.of(true) : Expr.of(wide, 1), wide, dtype);
  }

  /// The largest; of nothing the least number (-inf for floats).
  public static Reducer max(DType dtype) {
    return single("max", Op2.MAX, new Expr.Const(dtype, Codec.least(dtype)), dtype, dtype);
  }

  /// The smallest; of nothing the largest number (inf for floats).
  public static Reducer min(DType dtype) {
    return single("min", Op2.MIN, new Expr.Const(dtype, Codec.largest(dtype)), dtype, dtype);
  }

  /// The place (`i64`) of the largest: the first NaN, else the first largest. States: value, place;
  /// the body gives both.
  public static Reducer argmax(DType dtype) {
    return place("argmax", dtype, Codec.least(dtype), so(0, dtype).lt(more(0, dtype)));
  }

  /// The place (`i64`) of the smallest: the first NaN, else the first smallest. States: value,
  /// place; the body gives both.
  public static Reducer argmin(DType dtype) {
    return place("argmin", dtype, Codec.largest(dtype), more(0, dtype).lt(so(0, dtype)));
  }

  /// @param worst the value that every other is better than
  /// @param beats whether the value to be added is better than that so far
  private static Reducer place(String name, DType dtype, long worst, Expr beats) {
    var s = so(0, dtype);
    var t = more(0, dtype);
    var at = so(1, DType.I64);
    var more = more(1, DType.I64);
    // a NaN wins over a number; of two winners the earlier place, whatever the order of merging
    var sNan = dtype.isFloat() ? new Expr.Unary(Op1.IS_NAN, s) : Expr.of(false);
    var tNan = dtype.isFloat() ? new Expr.Unary(Op1.IS_NAN, t) : Expr.of(false);
    var equal = s.eq(t).or(sNan.and(tNan));
    var better = sNan.not().and(tNan.or(beats));
    var takes = better.or(equal.and(more.lt(at)));
    return new Reducer(
        name,
        List.of(new Expr.Const(dtype, worst), new Expr.Const(DType.I64, Long.MAX_VALUE)),
        List.of(takes.select(t, s), takes.select(more, at)),
        at);
  }

  /// Whether this is the sum, product, max, min of one state, and so a single {@link Op2}.
  public boolean isSingle() {
    return merge.size() == 1
        && merge.getFirst() instanceof Expr.Binary b
        && b.x().equals(so(0, b.x().dtype()))
        && b.y().equals(more(0, b.y().dtype()));
  }

  /// The operation of a single reducer.
  public Op2 combine() {
    if (isSingle() && merge.getFirst() instanceof Expr.Binary b) {
      return b.op();
    }
    throw new IllegalStateException("reducer " + name + ": has no single operation");
  }

  /// The dtypes of the states.
  public List<DType> states() {
    return IntStream.range(0, identity.size()).mapToObj(i -> identity.get(i).dtype()).toList();
  }

  private static Reducer single(
      String name, Op2 op, Expr identity, DType accumulate, DType result) {
    return new Reducer(
        name,
        List.of(identity),
        List.of(new Expr.Binary(op, so(0, accumulate), more(0, accumulate))),
        so(0, accumulate).cast(result));
  }

  private static Expr zero(DType dtype) {
    return new Expr.Const(dtype, 0);
  }
}
