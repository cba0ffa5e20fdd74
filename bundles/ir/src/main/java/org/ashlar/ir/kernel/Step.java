package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Expr.Index;

/// One step of a schedule: a change of a kernel's loops that keeps its results. Loops and buffers are named, so a step
/// is plain data. {@link Schedule#apply} checks that each is legal.
public sealed interface Step {
  /// `loop` becomes `loop_o` around `loop_i` of extent `factor`; a tail is guarded unless the factor divides.
  record Split(String loop, long factor) implements Step {}

  /// Two perfectly nested loops become one, `outer_inner`.
  record Fuse(String outer, String inner) implements Step {}

  /// Perfectly nested loops in a new order.
  record Reorder(List<String> loops) implements Step {
    public Reorder {
      loops = List.copyOf(loops);
    }
  }

  /// How a loop runs.
  record Mark(String loop, Run run) implements Step {}

  /// Moves a statement that does not depend on `loop` (an allocation with its fill) out of it.
  record Hoist(String buffer, String loop) implements Step {}

  /// Keeps the part of `buffer` that one iteration of `loop` touches in a copy, in `space`; `layout` permutes the copy's
  /// dimensions (empty: as they are); `depth` copies are in flight (1: no overlap).
  record Stage(String buffer, String loop, Space space, List<Integer> layout, int depth) implements Step {
    public Stage {
      layout = List.copyOf(layout);
    }
  }

  /// A float reduction over `loop` in `lanes` partial results, combined at the end: the only step that may change a
  /// float's last bits.
  record Factor(String loop, long lanes) implements Step {}

  /// The loops i, j, k of a product become one {@link Stmt.Multiply}.
  record Tensorise(String i, String j, String k) implements Step {}

  /// The names that a split makes.
  static Index outer(String loop) {
    return new Index(loop + "_o");
  }

  static Index inner(String loop) {
    return new Index(loop + "_i");
  }
}
