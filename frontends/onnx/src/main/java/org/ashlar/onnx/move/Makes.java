package org.ashlar.onnx.move;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.create.Eye;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.move.Trilu;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Mul;

/// Tensors made of places: diagonals, triangles and counts.
final class Makes {
  /// Counts beyond this are mistakes.
  private static final double MOST = 1L << 40;

  private Makes() {}

  static List<Term> eyeLike(Call call) {
    if (call.rank(0) != 2) {
      throw call.refuse("takes a matrix: " + call.type(0));
    }
    var shape = call.type(0).shape();
    var dtype = call.dtype("dtype", call.dtype(0));
    long diagonal = call.whole("k", 0);
    if (shape.isConstant()) {
      long[] sizes = shape.constants();
      return Term.of(call.apply(new Eye(dtype, sizes[0], sizes[1], diagonal)));
    }
    var rows = call.apply(new Iota(DType.I64, shape, 0));
    var moved = call.apply(new Add(), rows, call.apply(new Fill(DType.I64, diagonal, Shape.of())));
    var on = call.apply(new Equal(), moved, call.apply(new Iota(DType.I64, shape, 1)));
    return Term.of(call.apply(new Cast(dtype), on));
  }

  static List<Term> trilu(Call call) {
    long diagonal = call.has(1) ? call.wholes(1)[0] : 0;
    return Term.of(call.apply(new Trilu(call.whole("upper", 1) != 0, diagonal), call.value(0)));
  }

  /// `start + i · delta` as long as it does not reach the limit.
  static List<Term> range(Call call) {
    var dtype = call.dtype(0);
    var shape = new Shape(List.of(dtype.isInteger() ? count(call) : countOfReals(call)));
    // narrow floats are counted in f32: rounding every product would drift away
    var wide = dtype.accumulator();
    var places = call.apply(new Iota(wide, shape, 0));
    var steps = call.apply(new Mul(), places, scalar(call, 2, wide));
    var result = call.apply(new Add(), scalar(call, 0, wide), steps);
    return Term.of(wide == dtype ? result : call.apply(new Cast(dtype), result));
  }

  private static Value scalar(Call call, int input, DType dtype) {
    var value = Reshapes.to(call.value(input), List.of());
    return value.tensor().dtype() == dtype ? value : call.apply(new Cast(dtype), value);
  }

  private static Expr count(Call call) {
    var start = call.sizes(0).getFirst();
    var limit = call.sizes(1).getFirst();
    var delta = Sizes.known(call.sizes(2).getFirst()).orElse(0L);
    if (delta == 0) {
      throw call.refuse("delta must be a number other than 0");
    }
    var way = delta > 0 ? Sizes.subtract(limit, start) : Sizes.subtract(start, limit);
    long stride = Math.abs(delta);
    return Parts.most(Sizes.floorDiv(Sizes.add(way, stride - 1), stride), Expr.of(0));
  }

  private static Expr countOfReals(Call call) {
    double start = call.reals(0)[0];
    double limit = call.reals(1)[0];
    double delta = call.reals(2)[0];
    if (delta == 0) {
      throw call.refuse("delta must be a number other than 0");
    }
    double count = Math.ceil((limit - start) / delta);
    return Optional.of(count)
        .filter(n -> n < MOST)
        .map(n -> (Expr) Expr.of(Math.max(0, n.longValue())))
        .orElseThrow(
            () -> call.refuse("never ends: from " + start + " to " + limit + " by " + delta));
  }
}
