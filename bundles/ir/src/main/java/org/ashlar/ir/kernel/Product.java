package org.ashlar.ir.kernel;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;

/// A nest of loops that is a product of two operands, known by its meaning: every loop around moves
/// both of them, one or the other; the loops of the sum move both.
///
/// ```
/// for … { alloc acc; acc = 0; for … acc += a[…] · b[…]; use of acc }
/// ```
///
/// Matrix products, their batches, convolutions of any layout, stride and dilation, grouped ones
/// and products of a vector are all of this form; depthwise convolutions are not, since nothing
/// moves one operand alone. A backend whose target has the fact `product_f32` takes such nests as
/// they are, in whatever order their loops stand, so the scheduler leaves them whole: both ask
/// {@link #nests}.
///
/// @param loops the loops around and those of the sum, with extents above 1
/// @param a the operand whose own loops are the rows
/// @param b the operand whose own loops are the columns
/// @param acc the sum
/// @param use what follows the sum: stores whose values may read it
/// @param nest the loops as they stand, digits of an index split
/// @param centre of products of 8-bit integers; empty for floats
public record Product(
    List<Loop> loops,
    Strided a,
    Strided b,
    Buffer acc,
    Stmt use,
    Stmt.For nest,
    Optional<Centre> centre) {
  /// The fact of a target that takes products of f32.
  public static final String F32 = "product_f32";

  /// The fact of a target that takes products of 8-bit integers of either sign, summed in i32: `acc
  /// += (i32(a[…]) - zeroA) · (i32(b[…]) - zeroB)`.
  public static final String I8 = "product_i8";

  static final long MOST_ELEMENTS = 1L << 28;
  private static final long LEAST_WORK = 2048;
  private static final long LEAST_COLUMNS = 8;

  /// Columns, and neighbours among them, that are worth a vector where there are many rows.
  private static final long LEAST_TOGETHER = 4;

  private static final long MANY_ROWS = 32;
  private static final int MOST_SUMS = 4;

  /// What a loop moves.
  public enum Role {
    /// Both operands and the result.
    BATCH,
    /// The left operand and the result.
    ROW,
    /// The right operand and the result.
    COLUMN,
    /// Both operands, summed.
    DEPTH
  }

  /// What is taken from 8-bit integers before they are multiplied. Neither number depends on the
  /// loops of the sum, so both may be taken from the sums instead: `Σ (a - x)·(b - y) = Σ a·b - x·Σ
  /// b - y·Σ a + k·x·y`, exact in arithmetic that wraps.
  ///
  /// @param read where the left operand is read
  /// @param zeroA from each number of the left operand, i32; the constant 0 where nothing is
  /// @param zeroB from each of the right one
  public record Centre(Expr.Read read, Expr zeroA, Expr zeroB) {}

  /// A loop of the nest.
  public record Loop(Expr.Index index, long extent, Role role) {}

  public Product {
    loops = List.copyOf(loops);
  }

  /// The loops of a role, outermost first.
  public List<Loop> loops(Role role) {
    return loops.stream().filter(l -> l.role() == role).toList();
  }

  /// How many iterations the loops of a role have together.
  public long extent(Role role) {
    return loops(role).stream().mapToLong(Loop::extent).reduce(1, (x, y) -> x * y);
  }

  /// The extents of all loops.
  public Map<Expr.Index, Long> extents() {
    var extents = new HashMap<Expr.Index, Long>();
    loops.forEach(l -> extents.put(l.index(), l.extent()));
    return extents;
  }

  /// The same product with its operands exchanged: the rows are columns.
  public Product swapped() {
    var others =
        loops.stream()
            .map(l ->
                switch (l.role()) {
                  case ROW -> new Loop(l.index(), l.extent(), Role.COLUMN);
                  case COLUMN -> new Loop(l.index(), l.extent(), Role.ROW);
                  case BATCH, DEPTH -> l;
                })
            .toList();
    return new Product(others, b, a, acc, use, nest, centre);
  }

  /// The nests of a kernel that a target takes as products, by identity: those that stand outside
  /// of all loops and choices.
  public static Set<Stmt.For> nests(Stmt body, Target target) {
    Set<Stmt.For> found = Collections.newSetFromMap(new IdentityHashMap<>());
    if (isTaken(F32, target) || isTaken(I8, target)) {
      collect(body, target, found);
    }
    return found;
  }

  private static boolean isTaken(String fact, Target target) {
    return target.facts().getOrDefault(fact, 0.0) == 1;
  }

  private static void collect(Stmt s, Target target, Set<Stmt.For> found) {
    switch (s) {
      case Stmt.For f ->
          of(f)
              .filter(p -> isTaken(p.centre().isPresent() ? I8 : F32, target))
              .ifPresent(_ -> found.add(f));
      case Stmt.Alloc a when a.buffer().shape().isConstant() -> collect(a.body(), target, found);
      case Stmt.Seq q -> q.body().forEach(inner -> collect(inner, target, found));
      case Stmt.Alloc _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> {}
    }
  }

  /// The nest as a product of f32 or of 8-bit integers; empty where it is none, or so small that
  /// loops do as well.
  public static Optional<Product> of(Stmt.For outermost) {
    return ProductNest.of(outermost).flatMap(ProductNest::product);
  }

  /// Columns that lie evenly in the result.
  private long together(Strided to) {
    var columns =
        loops(Role.COLUMN).stream()
            .sorted(
                (x, y) -> Long.compare(Math.abs(to.step(x.index())), Math.abs(to.step(y.index()))))
            .toList();
    long together = 1;
    long step = columns.isEmpty() ? 0 : to.step(columns.getFirst().index());
    for (var loop : columns) {
      if (to.step(loop.index()) != step * together) {
        break;
      }
      together *= loop.extent();
    }
    return together;
  }

  boolean isWorthIt(Strided to) {
    long columns = extent(Role.COLUMN);
    long rows = extent(Role.ROW);
    long depth = extent(Role.DEPTH);
    boolean large =
        columns >= (rows >= MANY_ROWS ? LEAST_TOGETHER : LEAST_COLUMNS)
            && together(to) >= LEAST_TOGETHER
            && depth >= 2
            && rows * columns * depth >= LEAST_WORK
            && depth * columns < MOST_ELEMENTS
            && loops(Role.DEPTH).size() <= MOST_SUMS;
    return large && (rows > 1 || !overlaps(b));
  }

  /// Whether columns and sums read an element several times, as windows do.
  boolean overlaps(Strided of) {
    long reach = 0;
    var moved =
        loops.stream()
            .filter(l -> l.role() == Role.COLUMN || l.role() == Role.DEPTH)
            .sorted(
                (x, y) -> Long.compare(Math.abs(of.step(x.index())), Math.abs(of.step(y.index()))))
            .toList();
    for (var loop : moved) {
      if (Math.abs(of.step(loop.index())) <= reach) {
        return true;
      }
      reach += Math.abs(of.step(loop.index())) * (loop.extent() - 1);
    }
    return false;
  }
}
