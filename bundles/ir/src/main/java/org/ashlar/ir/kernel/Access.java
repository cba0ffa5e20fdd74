package org.ashlar.ir.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Text;

/// One place of a program that reads or writes an element of a buffer, with the loops and
/// conditions around it.
///
/// @param at over the indices around; locals of whole numbers are replaced by their values
/// @param combine what a write does to the place: `SET`, or the operation of an update; empty for a
///   read
/// @param path from the outside in
/// @param tile whether places outside the buffer are skipped (`Copy`)
/// @param node the `Read`, `Store`, `Update`, `Copy` or `Multiply`, told apart by identity
record Access(
    Buffer of, List<Expr> at, Optional<Op2> combine, List<Frame> path, boolean tile, Object node) {
  /// What lies around a place.
  sealed interface Frame {
    /// A loop, or a coordinate of a tile.
    record Around(Expr.Index index, Expr extent) implements Frame {}

    /// A condition that holds, or does not.
    record Holds(Expr when, boolean truth) implements Frame {}
  }

  boolean isWrite() {
    return combine.isPresent();
  }

  /// What is known here. Conditions and extents that read a buffer of `written` say nothing: it may
  /// have changed since.
  Facts facts(Facts outside, Map<? extends Expr, ? extends Expr> renamed, Set<Buffer> written) {
    var facts = outside;
    for (var frame : path) {
      facts =
          switch (frame) {
            case Frame.Around(var index, var extent) -> {
              var inner = renamed.get(index) instanceof Expr.Index other ? other : index;
              var n = Rewrite.substitute(extent, renamed);
              yield isSteady(n, written)
                  ? facts.with(inner, n)
                  : facts.with(inner, Expr.of(Long.MAX_VALUE));
            }
            case Frame.Holds(var when, boolean truth) -> {
              var condition = Rewrite.substitute(when, renamed);
              yield !isSteady(condition, written)
                  ? facts
                  : truth ? facts.with(condition) : facts.without(condition);
            }
          };
    }
    return facts;
  }

  /// Whether an expression reads no buffer that is written and no local: it means the same wherever
  /// it stands.
  static boolean isSteady(Expr e, Set<Buffer> written) {
    var steady = new boolean[] {true};
    Rewrite.visit(
        e,
        n -> {
          if (n instanceof Expr.Local
              || n instanceof Expr.Read r && r.of() instanceof Buffer b && written.contains(b)) {
            steady[0] = false;
          }
        });
    return steady[0];
  }

  /// `out[i, j + 1]`.
  @Override
  public String toString() {
    return of.name() + at.stream().map(Text::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
