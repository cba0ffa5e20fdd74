package org.ashlar.lower;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// How much there is of something, for costs and offsets.
final class Extents {
  private Extents() {}

  /// A size, at its largest.
  static long largest(Expr size) {
    return size instanceof Expr.Const c ? c.bits() : Bounds.of(size, Map.of()).max();
  }

  /// The sizes that a kernel needs to know.
  static List<Expr.Size> sizes(List<Buffer> parameters, Stmt body) {
    var sizes = new LinkedHashSet<Expr.Size>();
    parameters.forEach(b -> b.sizes().forEach(e -> add(e, sizes)));
    Statements.visit(body, s -> Statements.expressions(s, e -> add(e, sizes)));
    return List.copyOf(sizes);
  }

  /// The sizes of buffers.
  static List<Expr.Size> sizes(List<Buffer> buffers) {
    return sizes(buffers, Stmt.Seq.NOTHING);
  }

  private static void add(Expr e, Set<Expr.Size> sizes) {
    Rewrite.visit(
        e,
        n -> {
          if (n instanceof Expr.Size size) {
            sizes.add(size);
          }
        });
  }

  static double elements(TensorType type) {
    return type.shape().sizes().stream().mapToDouble(Extents::largest).reduce(1, (a, b) -> a * b);
  }

  static double iterations(List<Axis> axes) {
    return axes.stream().mapToDouble(a -> largest(a.extent())).reduce(1, (a, b) -> a * b);
  }
}
