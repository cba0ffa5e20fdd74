package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// Draws expressions of exact operations: whatever machine computes them, fused or not, the bits
/// are the same.
final class ExactExprs {
  private static final Set<Op1> UNARY =
      Set.of(Op1.NEG, Op1.NOT, Op1.ABS, Op1.FLOOR, Op1.CEIL, Op1.ROUND, Op1.TRUNC, Op1.SQRT);

  private final SplittableRandom random;
  private final List<DType> dtypes;
  private final List<Expr> leaves;
  private int locals;

  /// @param dtypes what casts may go through
  /// @param leaves what is read, of any dtype
  ExactExprs(SplittableRandom random, List<DType> dtypes, List<Expr> leaves) {
    this.random = random;
    this.dtypes = dtypes;
    this.leaves = new ArrayList<>(leaves);
  }

  /// An expression of a dtype.
  Expr of(DType dtype, int depth) {
    if (depth == 0) {
      return leaf(dtype);
    }
    return switch (random.nextInt(8)) {
      case 0 -> leaf(dtype);
      case 1 ->
          new Expr.Cast(
              dtype,
              random.nextBoolean() ? Expr.Mode.CONVERT : Expr.Mode.SATURATE,
              of(one(dtypes), depth - 1));
      case 2 -> condition(depth - 1).select(of(dtype, depth - 1), of(dtype, depth - 1));
      case 3 -> let(dtype, depth - 1);
      case 4 ->
          new Expr.Unary(
              one(UNARY.stream().sorted().filter(op -> Scalar.isDefined(op, dtype)).toList()),
              of(dtype, depth - 1));
      default -> new Expr.Binary(one(binary(dtype)), of(dtype, depth - 1), of(dtype, depth - 1));
    };
  }

  private static List<Op2> binary(DType dtype) {
    return Arrays.stream(Op2.values())
        .filter(op -> Scalar.isDefined(op, dtype) && !op.isComparison())
        .filter(op -> op != Op2.SET && op != Op2.ATAN2 && !(op == Op2.POW && dtype.isFloat()))
        .toList();
  }

  private Expr condition(int depth) {
    var dtype = one(dtypes);
    var op = one(List.of(Op2.EQ, Op2.NE, Op2.LT, Op2.LE));
    return new Expr.Binary(op, of(dtype, depth), of(dtype, depth));
  }

  private Expr let(DType dtype, int depth) {
    var value = of(one(dtypes), depth);
    var name = new Expr.Local("t" + locals++, value.dtype());
    leaves.add(name);
    var body = of(dtype, depth);
    leaves.remove(name);
    return new Expr.Let(name, value, body);
  }

  private Expr leaf(DType dtype) {
    var fitting = leaves.stream().filter(e -> e.dtype() == dtype).toList();
    return fitting.isEmpty() || random.nextInt(4) == 0
        ? new Expr.Const(dtype, bits(dtype))
        : one(fitting);
  }

  /// Any number, now and then one at the end of its range.
  long bits(DType dtype) {
    if (random.nextInt(12) == 0) {
      return random.nextBoolean() ? Codec.least(dtype) : Codec.largest(dtype);
    }
    return switch (dtype.kind()) {
      case BOOL -> random.nextInt(2);
      case FLOAT ->
          Codec.encode(
              dtype, random.nextInt(3) == 0 ? random.nextInt(-3, 4) : random.nextDouble(-8, 8));
      default -> Codec.wrap(dtype, random.nextLong() >> random.nextInt(64));
    };
  }

  private <T> T one(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }
}
