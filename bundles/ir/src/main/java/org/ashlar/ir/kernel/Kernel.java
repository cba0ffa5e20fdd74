package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Expr;

/// A program of loops over buffers, run by one launch.
///
/// @param sizes the sizes given at launch, in order
/// @param parameters GLOBAL buffers, in the order of the launch's arguments
public record Kernel(String name, List<Expr.Size> sizes, List<Buffer> parameters, Stmt body) {
  public Kernel {
    sizes = List.copyOf(sizes);
    parameters = List.copyOf(parameters);
    for (var p : parameters) {
      if (p.space() != Space.GLOBAL) {
        throw new IllegalArgumentException(
            "kernel " + name + ": parameter " + p.name() + " must be global");
      }
    }
  }
}
