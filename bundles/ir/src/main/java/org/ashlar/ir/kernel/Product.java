package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

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

  /// The fact of a target that takes products of 8-bit integers of either sign, summed in i32:
  /// `acc += (i32(a[…]) - zeroA) · (i32(b[…]) - zeroB)`.
  public static final String I8 = "product_i8";

  private static final long MOST_ELEMENTS = 1L << 28;
  private static final long LEAST_WORK = 2048;
  private static final long LEAST_COLUMNS = 8;
  private static final long LEAST_TOGETHER = 4;
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

  /// The nest as a product of f32 or of 8-bit integers; empty where it is none, or so small that loops do as well.
  public static Optional<Product> of(Stmt.For outermost) {
    return nest(outermost).flatMap(Nest::product);
  }

  /// The parts of a nest by position.
  private record Nest(
      List<Stmt.For> around,
      List<Stmt.For> sums,
      Buffer acc,
      Expr left,
      Expr right,
      Stmt use,
      Stmt.For whole) {
    Optional<Product> product() {
      var extents = new LinkedHashMap<Expr.Index, Long>();
      for (var loop : around) {
        extents.put(loop.index(), ((Expr.Const) loop.extent()).bits());
      }
      var outside = Map.copyOf(extents);
      for (var loop : sums) {
        extents.put(loop.index(), ((Expr.Const) loop.extent()).bits());
      }
      var result = result(outside);
      if (acc.dtype() == DType.I32) {
        return result.flatMap(r -> integers(extents, r));
      }
      var x = operand(left, extents);
      var y = operand(right, extents);
      if (x.isEmpty() || y.isEmpty() || result.isEmpty()) {
        return Optional.empty();
      }
      // columns should lie side by side in the result
      boolean swapped =
          around.stream()
              .anyMatch(l ->
                  result.get().step(l.index()) == 1
                      && extents.get(l.index()) > 1
                      && x.get().step(l.index()) != 0
                      && y.get().step(l.index()) == 0);
      return swapped
          ? product(extents, y.get(), x.get(), right, result.get())
          : product(extents, x.get(), y.get(), left, result.get());
    }

    private Optional<Product> product(
        Map<Expr.Index, Long> extents, Strided a, Strided b, Expr valueOfA, Strided to) {
      return valueOfA.dtype() == a.of().dtype() && valueOfA instanceof Expr.Read
          ? product(extents, a, b, Optional.empty(), to)
          : Optional.empty();
    }

    private Optional<Product> product(
        Map<Expr.Index, Long> extents,
        Strided a,
        Strided b,
        Optional<Centre> centre,
        Strided to) {
      var loops = new ArrayList<Loop>();
      var summed = summed();
      for (var one : extents.entrySet()) {
        var index = one.getKey();
        if (one.getValue() == 1) {
          continue;
        }
        boolean inA = a.step(index) != 0;
        boolean inB = b.step(index) != 0;
        boolean isSum = summed.contains(index);
        if (isSum ? !inA || !inB : !inA && !inB) {
          return Optional.empty();
        }
        var role =
            isSum ? Role.DEPTH : inA && inB ? Role.BATCH : inA ? Role.ROW : Role.COLUMN;
        loops.add(new Loop(index, one.getValue(), role));
      }
      return Optional.of(new Product(loops, a, b, acc, use, whole, centre))
          .filter(p -> p.isWorthIt(to));
    }

    private Set<Expr.Index> summed() {
      var summed = new HashSet<Expr.Index>();
      sums.forEach(l -> summed.add(l.index()));
      return summed;
    }

    /// A product of 8-bit integers. The numbers of the left operand are taken in groups of
    /// neighbours, so a loop of the sum must lead from one to the next.
    private Optional<Product> integers(Map<Expr.Index, Long> extents, Strided result) {
      var x = Byte.of(left, extents, summed());
      var y = Byte.of(right, extents, summed());
      if (x.isEmpty() || y.isEmpty()) {
        return Optional.empty();
      }
      var plain = integers(extents, x.get(), y.get(), result);
      var swapped = integers(extents, y.get(), x.get(), result);
      boolean sideBySide =
          plain
              .filter(p ->
                  p.loops(Role.ROW).stream().noneMatch(l -> result.step(l.index()) == 1)
                      && !p.overlaps(p.b()))
              .isPresent();
      return sideBySide || swapped.isEmpty() || swapped.get().overlaps(swapped.get().b())
          ? plain.or(() -> swapped)
          : swapped;
    }

    private Optional<Product> integers(
        Map<Expr.Index, Long> extents, Byte a, Byte b, Strided to) {
      boolean hasNeighbours =
          sums.stream()
              .anyMatch(l -> extents.get(l.index()) > 1 && a.place().step(l.index()) == 1);
      return hasNeighbours
          ? product(
              extents,
              a.place(),
              b.place(),
              Optional.of(new Centre(a.read(), a.zero(), b.zero())),
              to)
          : Optional.empty();
    }

    /// Where the first store goes; empty where two iterations may store to one place, or one may
    /// see what another stored.
    private Optional<Strided> result(Map<Expr.Index, Long> extents) {
      var written = Writes.of(use);
      var places = new HashMap<Buffer, List<Expr>>();
      var found = new ArrayList<Strided>();
      var fits = new boolean[] {true};
      Statements.visit(
          use,
          s -> {
            switch (s) {
              case Stmt.Store t -> {
                var at = Strided.of(t.to(), t.at(), extents);
                fits[0] &= at.isPresent() && isInjective(at.get(), extents);
                at.ifPresent(found::add);
                fits[0] &= places.putIfAbsent(t.to(), t.at()) == null;
              }
              case Stmt.Seq _, Stmt.If _ -> {}
              case Stmt.For _, Stmt.Update _, Stmt.Alloc _, Stmt.Copy _, Stmt.Multiply _ ->
                  fits[0] = false;
            }
          });
      for (var read : Reads.of(whole)) {
        fits[0] &= !written.contains(read) || read.equals(acc);
      }
      fits[0] &= !written.contains(acc) && usesKnownDTypes();
      return fits[0] && !found.isEmpty() ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static boolean isInjective(Strided to, Map<Expr.Index, Long> extents) {
      long reach = 0;
      var moved =
          extents.entrySet().stream()
              .filter(e -> e.getValue() > 1)
              .sorted((x, y) ->
                  Long.compare(Math.abs(to.step(x.getKey())), Math.abs(to.step(y.getKey()))))
              .toList();
      for (var loop : moved) {
        long step = Math.abs(to.step(loop.getKey()));
        if (step <= reach) {
          return false;
        }
        reach += step * (loop.getValue() - 1);
      }
      return true;
    }

    private boolean usesKnownDTypes() {
      var known = new boolean[] {true};
      Statements.visit(
          use,
          s -> {
            if (s instanceof Stmt.Store t) {
              known[0] &= isKnown(t.to().dtype());
            }
            Statements.expressions(
                s, whole -> Rewrite.visit(whole, e -> known[0] &= isKnown(e.dtype())));
          });
      return known[0];
    }

    private static boolean isKnown(DType dtype) {
      return switch (dtype) {
        case F32, F16, BF16, I8, U8, I16, U16, I32, U32, I64, BOOL -> true;
        default -> false;
      };
    }

    private static Optional<Strided> operand(Expr e, Map<Expr.Index, Long> extents) {
      var read =
          e instanceof Expr.Cast(_, var mode, var x)
                  && mode == Expr.Mode.CONVERT
                  && (x.dtype() == DType.F16 || x.dtype() == DType.BF16)
              ? x
              : e;
      return read instanceof Expr.Read(Buffer b, var at)
              && (b.dtype() == DType.F32 || read != e)
              && b.space() != Space.REGISTERS
          ? Strided.of(b, at, extents).filter(s -> b.shape().elements() < MOST_ELEMENTS)
          : Optional.empty();
    }
  }

  /// An operand of 8-bit integers, and what is taken from each.
  private record Byte(Expr.Read read, Strided place, Expr zero) {
    static Optional<Byte> of(Expr e, Map<Expr.Index, Long> extents, Set<Expr.Index> summed) {
      return switch (e) {
        case Expr.Binary(var op, Expr.Cast c, var zero)
            when op == Op2.SUB && Rewrite.free(zero).stream().noneMatch(summed::contains) ->
            of(c, zero, extents);
        case Expr.Cast c -> of(c, Expr.of(DType.I32, 0), extents);
        default -> Optional.empty();
      };
    }

    private static Optional<Byte> of(Expr.Cast c, Expr zero, Map<Expr.Index, Long> extents) {
      boolean isByte =
          c.mode() == Expr.Mode.CONVERT
              && c.dtype() == DType.I32
              && (c.x().dtype() == DType.I8 || c.x().dtype() == DType.U8);
      return isByte
              && c.x() instanceof Expr.Read read
              && read.of() instanceof Buffer b
              && b.space() != Space.REGISTERS
          ? Strided.of(b, read.at(), extents)
              .filter(s -> b.shape().elements() < MOST_ELEMENTS)
              .map(s -> new Byte(read, s, zero))
          : Optional.empty();
    }
  }

  /// Columns that lie evenly in the result.
  private long together(Strided to) {
    var columns =
        loops(Role.COLUMN).stream()
            .sorted((x, y) ->
                Long.compare(Math.abs(to.step(x.index())), Math.abs(to.step(y.index()))))
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

  private boolean isWorthIt(Strided to) {
    long columns = extent(Role.COLUMN);
    long rows = extent(Role.ROW);
    long depth = extent(Role.DEPTH);
    boolean large =
        columns >= LEAST_COLUMNS
            && together(to) >= LEAST_TOGETHER
            && depth >= 2
            && rows * columns * depth >= LEAST_WORK
            && depth * columns < MOST_ELEMENTS
            && loops(Role.DEPTH).size() <= MOST_SUMS;
    return large && (rows > 1 || !overlaps(b));
  }

  /// Whether columns and sums read an element several times, as windows do.
  private boolean overlaps(Strided of) {
    long reach = 0;
    var moved =
        loops.stream()
            .filter(l -> l.role() == Role.COLUMN || l.role() == Role.DEPTH)
            .sorted((x, y) ->
                Long.compare(Math.abs(of.step(x.index())), Math.abs(of.step(y.index()))))
            .toList();
    for (var loop : moved) {
      if (Math.abs(of.step(loop.index())) <= reach) {
        return true;
      }
      reach += Math.abs(of.step(loop.index())) * (loop.extent() - 1);
    }
    return false;
  }

  // ── the form of the nest ──

  private static Optional<Nest> nest(Stmt.For outermost) {
    var whole = digits(outermost);
    var around = Loops.nest(whole);
    if (!(around.getLast().body() instanceof Stmt.Alloc(var acc, Stmt.Seq(var parts)))
        || acc.rank() != 0
        || acc.dtype() != DType.F32 && acc.dtype() != DType.I32
        || parts.size() < 3
        || !(parts.get(0) instanceof Stmt.Store(var to, _, Expr.Const(_, long bits)))
        || !to.equals(acc)
        || bits != 0
        || !(parts.get(1) instanceof Stmt.For sum)) {
      return Optional.empty();
    }
    var sums = Loops.nest(sum);
    if (!(sums.getLast().body()
            instanceof Stmt.Update(var into, _, var op, Expr.Binary(var times, var x, var y)))
        || !into.equals(acc)
        || op != Op2.ADD
        || times != Op2.MUL
        || !isPlain(around)
        || !isPlain(sums)) {
      return Optional.empty();
    }
    var use = Stmt.seq(parts.subList(2, parts.size()));
    return Optional.of(new Nest(around, sums, acc, x, y, use, whole));
  }

  private static boolean isPlain(List<Stmt.For> loops) {
    return loops.stream()
        .allMatch(f ->
            f.run() == Run.SERIAL && f.extent() instanceof Expr.Const(_, long n) && n >= 1);
  }

  /// The nest with every loop whose index is taken apart by `//` or `%` split there, so that its
  /// digits are loops of their own: the groups of a convolution.
  private static Stmt.For digits(Stmt.For outermost) {
    var whole = outermost;
    for (int round = 0; round < 4; round++) {
      var next = digit(whole);
      if (next.isEmpty()) {
        return whole;
      }
      whole = next.get();
    }
    return whole;
  }

  private static Optional<Stmt.For> digit(Stmt.For whole) {
    var loops = Loops.nest(whole);
    var cuts = new HashMap<Expr.Index, Long>();
    Statements.visit(
        whole,
        s ->
            Statements.expressions(
                s,
                root ->
                    Rewrite.visit(
                        root,
                        e -> {
                          if (e instanceof Expr.Binary(var op, Expr.Index i, Expr.Const(_, long n))
                              && (op == Op2.FLOORDIV || op == Op2.FLOORMOD)) {
                            cuts.merge(i, n, Math::min);
                          }
                        })));
    for (var loop : loops) {
      var by = cuts.get(loop.index());
      if (by != null
          && by > 1
          && loop.run() == Run.SERIAL
          && loop.extent() instanceof Expr.Const(_, long n)
          && n % by == 0
          && n > by) {
        return Optional.of(split(loops, loop, by));
      }
    }
    return Optional.empty();
  }

  private static Stmt.For split(List<Stmt.For> loops, Stmt.For loop, long by) {
    var outer = Step.outer(loop.index().name());
    var inner = Step.inner(loop.index().name());
    long n = ((Expr.Const) loop.extent()).bits();
    var facts = Facts.NONE;
    var order = new ArrayList<Stmt.For>();
    for (var l : loops) {
      if (l == loop) {
        order.add(new Stmt.For(outer, Expr.of(n / by), Run.SERIAL, Stmt.Seq.NOTHING));
        order.add(new Stmt.For(inner, Expr.of(by), Run.SERIAL, Stmt.Seq.NOTHING));
      } else {
        order.add(l);
      }
    }
    for (var l : order) {
      facts = facts.with(l.index(), l.extent());
    }
    var known = facts;
    var place = outer.times(Expr.of(by)).plus(inner);
    var moved = Statements.substitute(loops.getLast().body(), Map.of(loop.index(), place));
    var simple =
        Statements.map(moved, s -> Statements.mapExpressions(s, e -> Simplify.of(e, known)));
    return (Stmt.For) Loops.around(order, simple);
  }
}
