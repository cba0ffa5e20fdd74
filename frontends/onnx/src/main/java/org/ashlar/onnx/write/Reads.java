package org.ashlar.onnx.write;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Source;

/// Writes what a meaning's body reads.
interface Reads {
  /// For expressions that read nothing.
  Reads NONE =
      (of, _, _) -> {
        throw new IllegalArgumentException("onnx: a size reads " + of.name());
      };

  /// The elements at these places, as a tensor over the indices of the expression's space.
  String write(Source of, List<Expr> at, Expressions around);
}
