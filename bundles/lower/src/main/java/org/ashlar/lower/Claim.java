package org.ashlar.lower;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// What an operator's shape rule claims, held against its meaning: loops over more than there is
/// would read elsewhere.
final class Claim {
  private Claim() {}

  /// @throws IllegalArgumentException when the claimed type cannot be what the meaning gives
  static void check(Value value, Meaning meaning) {
    var claimed = value.tensor();
    switch (meaning) {
      case Meaning.Pointwise(var body) -> {
        if (body.dtype() != claimed.dtype()) {
          throw wrong(value, "the meaning gives " + body.dtype());
        }
        Rewrite.visit(
            body,
            e -> {
              if (e instanceof Expr.Read(Operand(int at, var _), var _)) {
                var read = (TensorType) value.args().get(at).type();
                if (!spreads(read, claimed)) {
                  throw wrong(
                      value, "the meaning reads a" + at + ": " + read + " at each of its places");
                }
              }
            });
      }
      case Meaning.Indexed m -> rank(value, m.result().size());
      case Meaning.Scanned m -> rank(value, m.result().size());
      case Meaning.Scattered m -> rank(value, m.result().size());
      case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ -> {}
    }
  }

  /// Whether a tensor, aligned at the last dimension, has an element for each place of the other,
  /// as far as numbers say.
  private static boolean spreads(TensorType read, TensorType over) {
    int missing = over.shape().rank() - read.shape().rank();
    if (missing < 0) {
      return false;
    }
    for (int d = 0; d < read.shape().rank(); d++) {
      var size = new Shape(List.of(read.shape().size(d)));
      var other = new Shape(List.of(over.shape().size(missing + d)));
      if (size.isConstant()
          && other.isConstant()
          && size.elements() != 1
          && size.elements() != other.elements()) {
        return false;
      }
    }
    return true;
  }

  private static void rank(Value value, int rank) {
    if (value.tensor().shape().rank() != rank) {
      throw wrong(value, "the meaning has " + rank + " dimensions");
    }
  }

  private static IllegalArgumentException wrong(Value value, String facts) {
    return new IllegalArgumentException(
        value.op().id()
            + ": the shape rule says "
            + value.tensor()
            + ", but "
            + facts
            + ": plugin test finds such mistakes");
  }
}
