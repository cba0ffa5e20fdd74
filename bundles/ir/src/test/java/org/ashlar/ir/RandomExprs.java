package org.ashlar.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ashlar.ir.Expr.Index;

/// Draws well-typed expressions.
public final class RandomExprs {
  private static final List<DType> DTYPES =
      List.of(
          DType.F32,
          DType.F64,
          DType.F16,
          DType.BF16,
          DType.F8E4M3FN,
          DType.I32,
          DType.I64,
          DType.I8,
          DType.U8,
          DType.U64,
          DType.BOOL);

  private final SplittableRandom random;
  private final List<Expr> names = new ArrayList<>();
  private final List<? extends Source> sources;
  private int locals;

  public RandomExprs(
      SplittableRandom random, List<? extends Expr> names, List<? extends Source> sources) {
    this.random = random;
    this.names.addAll(names);
    this.sources = sources;
  }

  public DType dtype() {
    return DTYPES.get(random.nextInt(DTYPES.size()));
  }

  /// An expression of a dtype.
  public Expr of(DType dtype, int depth) {
    if (depth == 0) {
      return leaf(dtype);
    }
    return switch (random.nextInt(8)) {
      case 0 -> leaf(dtype);
      case 1 ->
          new Expr.Cast(
              dtype,
              random.nextBoolean() ? Expr.Mode.CONVERT : Expr.Mode.SATURATE,
              of(dtype(), depth - 1));
      case 2 ->
          new Expr.Select(of(DType.BOOL, depth - 1), of(dtype, depth - 1), of(dtype, depth - 1));
      case 3 -> let(dtype, depth);
      case 4 -> unary(dtype, depth);
      default -> binary(dtype, depth);
    };
  }

  private Expr let(DType dtype, int depth) {
    var value = of(dtype(), depth - 1);
    var name = new Expr.Local("t" + locals++, value.dtype());
    names.add(name);
    var body = of(dtype, depth - 1);
    names.removeLast();
    return new Expr.Let(name, value, body);
  }

  private Expr unary(DType dtype, int depth) {
    if (dtype == DType.BOOL && random.nextBoolean()) {
      return new Expr.Unary(Op1.IS_NAN, of(dtype(), depth - 1));
    }
    var op = Op1.values()[random.nextInt(Op1.values().length - 1)];
    return new Expr.Unary(op, of(dtype, depth - 1));
  }

  private Expr binary(DType dtype, int depth) {
    var op = Op2.values()[random.nextInt(Op2.values().length)];
    if (op.isComparison()) {
      if (dtype != DType.BOOL) {
        return binary(dtype, depth);
      }
      var operands = dtype();
      return new Expr.Binary(op, of(operands, depth - 1), of(operands, depth - 1));
    }
    return new Expr.Binary(op, of(dtype, depth - 1), of(dtype, depth - 1));
  }

  private Expr leaf(DType dtype) {
    var fitting = new ArrayList<Expr>(names.stream().filter(n -> n.dtype() == dtype).toList());
    for (var source : sources) {
      if (source.dtype() == dtype) {
        fitting.add(new Expr.Read(source, List.of(Expr.of(random.nextInt(4)), new Index("i"))));
      }
    }
    fitting.add(new Expr.Read(new Operand(random.nextInt(3), dtype), List.of()));
    if (random.nextInt(3) > 0) {
      return fitting.get(random.nextInt(fitting.size()));
    }
    long bits = random.nextLong();
    return new Expr.Const(
        dtype,
        switch (dtype.kind()) {
          case BOOL -> bits & 1;
          case FLOAT -> dtype.bits() == 64 ? bits : bits & (1L << dtype.bits()) - 1;
          default -> Codec.wrap(dtype, bits >> random.nextInt(64));
        });
  }
}
