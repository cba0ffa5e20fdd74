package org.ashlar.operators.move;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// One triangle of each matrix of the last two dimensions, zeros in the other: kept are the places
/// with `column - row <= diagonal` (lower) or `column - row >= diagonal` (upper).
///
/// Takes any dtype and at least two dimensions. (ONNX operator Trilu, NumPy `tril` and `triu`.)
///
/// @param upper whether the upper triangle is kept
/// @param diagonal how far the border lies above the main diagonal
public record Trilu(boolean upper, long diagonal) implements Operator {
  public Trilu() {
    this(true, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.rank(0) >= 2, "takes at least two dimensions");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var row = Sizes.add(result.get(a.rank(0) - 2), diagonal);
    var column = result.getLast();
    var kept = upper ? row.le(column) : column.le(row);
    return Meaning.Indexed.of(result, kept.select(a.read(0, result), Expr.of(a.dtype(0), 0)));
  }
}
