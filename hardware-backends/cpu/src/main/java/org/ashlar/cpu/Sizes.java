package org.ashlar.cpu;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.Buffer;

/// The value of what depends on the sizes of a launch only.
final class Sizes {
  private Sizes() {}

  static long value(Expr e, Map<Expr.Size, Long> sizes) {
    if (e instanceof Expr.Const c) {
      return c.bits();
    }
    var by = new HashMap<Expr, Expr>();
    sizes.forEach((size, n) -> by.put(size, Expr.of(n)));
    if (Simplify.of(Rewrite.substitute(e, by)) instanceof Expr.Const c) {
      return c.bits();
    }
    throw new IllegalArgumentException(
        "size: depends on more than the sizes of the plan: " + Text.of(e));
  }

  static long bytes(Buffer buffer, Map<Expr.Size, Long> sizes) {
    long n = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      n = Math.multiplyExact(n, value(size, sizes));
    }
    return n;
  }
}
