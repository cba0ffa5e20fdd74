package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The first elements of each sequence in opposite order, the rest as they are: with length `n` of
/// the sequence, `y[t] = x[n - 1 - t]` for `t < n`.
///
/// Arguments: `x`, and one integer length a sequence. (ONNX operator ReverseSequence.)
///
/// @param batch the dimension that counts the sequences
/// @param time the dimension along which they run
public record ReverseSequence(long batch, long time) implements Operator {
  public ReverseSequence() {
    this(1, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int along = a.axis(time, a.rank(0));
    int row = a.axis(batch, a.rank(0));
    a.require(along != row, "sequences and their time need different dimensions")
        .require(
            a.dtype(1).isInteger() && a.rank(1) == 1 && a.get(1).size(0).equals(a.get(0).size(row)),
            "needs an integer length a sequence");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int along = a.axis(time, a.rank(0));
    int row = a.axis(batch, a.rank(0));
    var result = Sizes.indices("i", a.rank(0));
    var t = result.get(along);
    var length = new Expr.Local("n", DType.I64);
    var at = new ArrayList<Expr>(result);
    at.set(
        along,
        new Expr.Let(
            length,
            a.read(1, result.get(row)).cast(DType.I64),
            t.lt(length).select(length.minus(Expr.of(1)).minus(t), t)));
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
