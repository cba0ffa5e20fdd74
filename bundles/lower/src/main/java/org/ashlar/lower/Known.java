package org.ashlar.lower;

import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;

/// What an earlier step of the lowering has written down of every value or term that a later one
/// asks for.
final class Known {
  private Known() {}

  static <T> T of(Map<Value, T> table, Value value) {
    var known = table.get(value);
    if (known == null) {
      throw new IllegalStateException(
          Opened.label(value.op()) + ": lowered before what it needs: " + value.type());
    }
    return known;
  }

  /// Terms are shared: written out, one may be longer than any message.
  static <T> T of(Map<Expr, T> table, Expr term) {
    var known = table.get(term);
    if (known == null) {
      throw new IllegalStateException(
          term.getClass().getSimpleName() + ": lowered before what it needs: " + term.dtype());
    }
    return known;
  }
}
