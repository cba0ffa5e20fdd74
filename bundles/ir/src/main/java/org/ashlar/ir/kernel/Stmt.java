package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;

/// A statement of a kernel: loops, writes and tile operations. Every kernel ends; barriers and
/// waits are derived from reads and writes, never written.
public sealed interface Stmt {
  /// Runs `body` for index = 0 … extent - 1. The extent may depend on outer indices (tails,
  /// triangles).
  record For(Expr.Index index, Expr extent, Run run, Stmt body) implements Stmt {}

  /// Runs one of two statements. {@link Seq#NOTHING} is the empty one.
  record If(Expr when, Stmt then, Stmt otherwise) implements Stmt {
    public If {
      if (when.dtype() != DType.BOOL) {
        throw new IllegalArgumentException("if: the condition must be bool: " + when.dtype());
      }
    }

    public static If of(Expr when, Stmt then) {
      return new If(when, then, Seq.NOTHING);
    }
  }

  /// `to[at] = value`.
  record Store(Buffer to, List<Expr> at, Expr value) implements Stmt {
    public Store {
      at = List.copyOf(at);
      check(to, at, value);
    }
  }

  /// `to[at] = combine(to[at], value)`. ADD of a product in an `f32` or `f64` buffer may be fused
  /// (FMA).
  record Update(Buffer to, List<Expr> at, Op2 combine, Expr value) implements Stmt {
    public Update {
      at = List.copyOf(at);
      check(to, at, value);
    }
  }

  /// A buffer that lives while `body` runs; its contents are undefined at first.
  record Alloc(Buffer buffer, Stmt body) implements Stmt {}

  /// Moves a tile without arithmetic. Coordinates outside the source read as `outside`, those
  /// outside the target are not written. Both tiles have axes of equal extents and buffers of one
  /// dtype.
  record Copy(Tile to, Tile from, Expr.Const outside) implements Stmt {
    public Copy {
      if (to.of().dtype() != from.of().dtype() || to.over().size() != from.over().size()) {
        throw new IllegalArgumentException(
            "copy: tiles must agree in dtype and number of axes: "
                + to.of().name()
                + ", "
                + from.of().name());
      }
    }
  }

  /// `acc[i, j] += Σ(r, k) a[r, i, k] · b[r, k, j]`: products exact, sums in acc's dtype, order
  /// free.
  ///
  /// The axes of `acc` are i, j; of `a` r, i, k; of `b` r, k, j.
  record Multiply(Tile acc, Tile a, Tile b) implements Stmt {
    public Multiply {
      if (acc.over().size() != 2 || a.over().size() != 3 || b.over().size() != 3) {
        throw new IllegalArgumentException("multiply: tiles are acc[i, j], a[r, i, k], b[r, k, j]");
      }
    }
  }

  /// One after the other.
  record Seq(List<Stmt> body) implements Stmt {
    public static final Seq NOTHING = new Seq(List.of());

    public Seq {
      body = List.copyOf(body);
    }
  }

  /// Statements in sequence, nested sequences flattened; a single one stays alone.
  static Stmt seq(List<? extends Stmt> statements) {
    var flat = new ArrayList<Stmt>();
    for (var s : statements) {
      if (s instanceof Seq(var inner)) {
        flat.addAll(inner);
      } else {
        flat.add(s);
      }
    }
    return flat.size() == 1 ? flat.getFirst() : new Seq(flat);
  }

  static Stmt seq(Stmt... statements) {
    return seq(List.of(statements));
  }

  private static void check(Buffer to, List<Expr> at, Expr value) {
    if (at.size() != to.rank()) {
      throw new IllegalArgumentException(
          "write to "
              + to.name()
              + ": the buffer has "
              + to.rank()
              + " dimensions, the place "
              + at.size());
    }
    if (value.dtype() != to.dtype()) {
      throw new IllegalArgumentException(
          "write to " + to.name() + ": dtypes differ: " + to.dtype() + " and " + value.dtype());
    }
  }
}
