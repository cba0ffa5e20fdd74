package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;

/// The parts of a nest that may be a product, by position.
record ProductNest(
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
      extents.put(loop.index(), extent(loop));
    }
    var outside = Map.copyOf(extents);
    for (var loop : sums) {
      extents.put(loop.index(), extent(loop));
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
                    && extent(l) > 1
                    && x.get().step(l.index()) != 0
                    && y.get().step(l.index()) == 0);
    return swapped
        ? product(extents, y.get(), x.get(), right, result.get())
        : product(extents, x.get(), y.get(), left, result.get());
  }

  private static long extent(Stmt.For loop) {
    return ((Expr.Const) loop.extent()).bits();
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
      Optional<Product.Centre> centre,
      Strided to) {
    var loops = new ArrayList<Product.Loop>();
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
          isSum
              ? Product.Role.DEPTH
              : inA && inB ? Product.Role.BATCH : inA ? Product.Role.ROW : Product.Role.COLUMN;
      loops.add(new Product.Loop(index, one.getValue(), role));
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
    var x = ByteOperand.of(left, extents, summed());
    var y = ByteOperand.of(right, extents, summed());
    if (x.isEmpty() || y.isEmpty()) {
      return Optional.empty();
    }
    var plain = integers(extents, x.get(), y.get(), result);
    var swapped = integers(extents, y.get(), x.get(), result);
    boolean sideBySide =
        plain
            .filter(p ->
                p.loops(Product.Role.ROW).stream().noneMatch(l -> result.step(l.index()) == 1)
                    && !p.overlaps(p.b()))
            .isPresent();
    return sideBySide || swapped.isEmpty() || swapped.get().overlaps(swapped.get().b())
        ? plain.or(() -> swapped)
        : swapped;
  }

  private Optional<Product> integers(
      Map<Expr.Index, Long> extents, ByteOperand a, ByteOperand b, Strided to) {
    boolean hasNeighbours =
        sums.stream().anyMatch(l -> extent(l) > 1 && a.place().step(l.index()) == 1);
    return hasNeighbours
        ? product(
            extents,
            a.place(),
            b.place(),
            Optional.of(new Product.Centre(a.read(), a.zero(), b.zero())),
            to)
        : Optional.empty();
  }

  /// Where the first store goes; empty where two iterations may store to one place, or one may see
  /// what another stored.
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
        ? Strided.of(b, at, extents).filter(s -> b.shape().elements() < Product.MOST_ELEMENTS)
        : Optional.empty();
  }

  /// The parts of a nest of this form.
  static Optional<ProductNest> of(Stmt.For outermost) {
    var whole = Digits.split(outermost);
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
    var sums = Loops.nest(Digits.split(sum));
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
    return Optional.of(new ProductNest(around, sums, acc, x, y, use, whole));
  }

  private static boolean isPlain(List<Stmt.For> loops) {
    return loops.stream()
        .allMatch(
            f -> f.run() == Run.SERIAL && f.extent() instanceof Expr.Const(_, long n) && n >= 1);
  }
}
