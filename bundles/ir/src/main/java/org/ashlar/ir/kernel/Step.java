package org.ashlar.ir.kernel;

import java.util.List;
import org.ashlar.ir.Expr.Index;

/// One step of a schedule: a change of a kernel's loops that keeps its results. Loops and buffers
/// are named, so a step is plain data. {@link Schedule#apply} checks that each is legal.
public sealed interface Step {
  /// `loop` becomes `loop_o` around `loop_i` of extent `factor`; what is left over runs after them
  /// in a loop of its own, `loop_t`, so nests stay perfect. Buffers allocated in the tail end in
  /// `_loop_t`.
  record Split(String loop, long factor) implements Step {}

  /// Two perfectly nested loops become one, `outer_inner`.
  record Fuse(String outer, String inner) implements Step {}

  /// Perfectly nested loops in a new order.
  record Reorder(List<String> loops) implements Step {
    public Reorder {
      loops = List.copyOf(loops);
    }
  }

  /// How every loop of this name runs. Marks come last: the other steps want SERIAL loops.
  record Mark(String loop, Run run) implements Step {}

  /// Moves an allocation out of the loop around it. A fill that does not depend on `loop` moves
  /// along; otherwise each iteration gets its own part, a new first dimension, and `loop` is
  /// distributed over the statements inside.
  record Hoist(String buffer, String loop) implements Step {}

  /// Keeps the part of `buffer` that one iteration of `loop` touches in a copy, in `space`;
  /// `layout` permutes the copy's dimensions (empty: as they are); `depth` copies are in flight (1:
  /// no overlap). The copy is named `buffer_loop`.
  record Stage(String buffer, String loop, Space space, List<Integer> layout, int depth)
      implements Step {
    public Stage {
      layout = List.copyOf(layout);
    }
  }

  /// A reduction over `loop` in `lanes` partial results, a buffer named after the result and the
  /// loop: filled and added to over `loop_i`, with the rest of `loop` over `loop_t`, combined over
  /// `loop_c`. With `Tensorise` the only step that may change a float's last bits.
  record Factor(String loop, long lanes) implements Step {}

  /// The loops i, j, k of a product become one {@link Stmt.Multiply}.
  record Tensorise(String i, String j, String k) implements Step {}

  // ── the names that steps make ──

  static Index outer(String loop) {
    return new Index(loop + "_o");
  }

  static Index inner(String loop) {
    return new Index(loop + "_i");
  }

  static Index tail(String loop) {
    return new Index(loop + "_t");
  }

  static Index fused(String outer, String inner) {
    return new Index(outer + "_" + inner);
  }
}
