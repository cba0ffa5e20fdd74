package org.ashlar.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Kernels that store element by element, in pieces: each a nest of loops around one store.
///
/// A choice by the place (`select(i < 16, a[i], b[i - 16])`, the border of a rim) becomes a piece
/// for each side; a buffer that is filled before a box of it is stored is filled around the box
/// only.
final class Pieces {
  private static final int MOST = 24;

  private Pieces() {}

  /// Empty where the kernel is no such kernel, or would fall into too many pieces.
  static Optional<List<Nest>> of(Stmt body) {
    var parts = body instanceof Stmt.Seq(var all) ? all : List.of(body);
    var nests = new ArrayList<Nest>();
    for (var part : parts) {
      if (!(part instanceof Stmt.For f)
          || !(Nest.of(f) instanceof Nest(var loops, Stmt.Store store))
          || store.to().space() != Space.GLOBAL
          || loops.stream().anyMatch(l -> l.run() != Run.SERIAL)) {
        return Optional.empty();
      }
      split(new Nest(loops, store), nests);
      if (nests.size() > MOST) {
        return Optional.empty();
      }
    }
    var written = new HashSet<Buffer>();
    nests.forEach(n -> written.add(store(n).to()));
    return Reads.of(body).stream().anyMatch(written::contains)
        ? Optional.empty()
        : Optional.of(borders(nests));
  }

  static Stmt.Store store(Nest nest) {
    return (Stmt.Store) nest.body();
  }

  // ── choices ──

  /// From and up to which iteration a loop runs.
  private record Span(long from, long to) {
    Span and(Span other) {
      return new Span(Math.max(from, other.from), Math.min(to, other.to));
    }
  }

  private static void split(Nest nest, List<Nest> into) {
    var value = store(nest).value();
    for (var select : into.size() > MOST ? List.<Expr.Select>of() : choices(value)) {
      var box = new HashMap<Index, Span>();
      for (var loop : nest.loops()) {
        box.put(loop.index(), new Span(0, (long) Touch.extent(loop)));
      }
      if (bounds(select.when(), box) && box.values().stream().allMatch(s -> s.from() < s.to())) {
        split(cut(with(nest, chosen(value, select, select.then())), box), into);
        for (var strip : around(with(nest, chosen(value, select, select.otherwise())), box)) {
          split(strip, into);
        }
        return;
      }
    }
    into.add(nest);
  }

  /// Choices between elements of memory, outer ones first.
  private static List<Expr.Select> choices(Expr value) {
    var choices = new ArrayList<Expr.Select>();
    Rewrite.visit(
        value,
        e -> {
          if (e instanceof Expr.Select select
              && select.dtype() == value.dtype()
              && (e == value || !isConstant(select))
              && reads(select)) {
            choices.add(select);
          }
        });
    return choices;
  }

  /// Whether a side is a number: inside of a value that is a window's edge, and no part of a whole.
  private static boolean isConstant(Expr.Select select) {
    return select.then() instanceof Expr.Const || select.otherwise() instanceof Expr.Const;
  }

  private static Expr chosen(Expr value, Expr.Select select, Expr by) {
    return Rewrite.map(value, e -> e.equals(select) ? by : e);
  }

  private static boolean reads(Expr value) {
    var reads = new boolean[1];
    Rewrite.visit(value, e -> reads[0] |= e instanceof Expr.Read);
    return reads[0];
  }

  private static Nest with(Nest nest, Expr value) {
    var store = store(nest);
    return new Nest(nest.loops(), new Stmt.Store(store.to(), store.at(), value));
  }

  /// Whether a condition says no more than where loops run.
  private static boolean bounds(Expr when, Map<Index, Span> box) {
    if (!(when instanceof Expr.Binary(var op, var x, var y))) {
      return false;
    }
    if (op == Op2.AND) {
      return bounds(x, box) && bounds(y, box);
    }
    long strict = op == Op2.LT ? 1 : 0;
    if (op != Op2.LT && op != Op2.LE) {
      return false;
    }
    if (Simplify.of(y.minus(x)) instanceof Expr e
        && Coefficients.of(e) instanceof Coefficients c
        && c.isExact()
        && c.by().size() == 1) {
      // strict <= factor · index + constant
      var index = c.by().keySet().iterator().next();
      long factor = Objects.requireNonNull(c.by().get(index));
      var rest = Simplify.of(Rewrite.substitute(e, Map.of(index, Expr.of(0))));
      if (!box.containsKey(index) || !(rest instanceof Expr.Const constant)) {
        return false;
      }
      var span =
          factor > 0
              ? new Span(Math.ceilDiv(strict - constant.bits(), factor), Long.MAX_VALUE)
              : new Span(0, Math.floorDiv(constant.bits() - strict, -factor) + 1);
      box.merge(index, span, Span::and);
      return true;
    }
    return false;
  }

  /// The nest with each loop over its span only.
  private static Nest cut(Nest nest, Map<Index, Span> box) {
    var loops = new ArrayList<Stmt.For>();
    var by = new HashMap<Expr, Expr>();
    for (var loop : nest.loops()) {
      var span = box.getOrDefault(loop.index(), new Span(0, (long) Touch.extent(loop)));
      if (span.from() > 0) {
        by.put(loop.index(), loop.index().plus(Expr.of(span.from())));
      }
      if (span.to() - span.from() > 1) {
        loops.add(
            new Stmt.For(
                loop.index(), Expr.of(span.to() - span.from()), loop.run(), Stmt.Seq.NOTHING));
      } else {
        by.put(loop.index(), Expr.of(span.from()));
      }
    }
    return new Nest(List.copyOf(loops), simplified(Statements.substitute(nest.body(), by)));
  }

  /// What is outside a box, in strips.
  private static List<Nest> around(Nest nest, Map<Index, Span> box) {
    var strips = new ArrayList<Nest>();
    var inside = new HashMap<Index, Span>();
    for (var loop : nest.loops()) {
      var span = box.get(loop.index());
      long extent = (long) Touch.extent(loop);
      if (span == null) {
        continue;
      }
      for (var side : List.of(new Span(0, span.from()), new Span(span.to(), extent))) {
        if (side.from() < side.to()) {
          var part = new HashMap<>(inside);
          part.put(loop.index(), side);
          strips.add(cut(nest, part));
        }
      }
      inside.put(loop.index(), span);
    }
    return strips;
  }

  private static Stmt simplified(Stmt s) {
    return s instanceof Stmt.Store(var to, var at, var value)
        ? new Stmt.Store(to, at.stream().map(Simplify::of).toList(), simplified(value))
        : s;
  }

  static Expr simplified(Expr value) {
    return Rewrite.map(
        value,
        e ->
            e instanceof Expr.Read(var of, var at)
                ? new Expr.Read(of, at.stream().map(Simplify::of).toList())
                : e);
  }

  // ── borders ──

  /// A fill of a whole buffer before boxes in it that make up a larger one becomes a fill around
  /// that.
  private static List<Nest> borders(List<Nest> nests) {
    var fill = nests.getFirst();
    var target = store(fill).to();
    var rest = nests.subList(1, nests.size());
    if (rest.isEmpty()
        || !(store(fill).value() instanceof Expr.Const)
        || !Box.of(fill).map(Box::isWhole).orElse(false)
        || rest.stream().anyMatch(n -> !store(n).to().equals(target))) {
      return nests;
    }
    var boxes = rest.stream().map(Box::of).toList();
    if (boxes.stream().anyMatch(Optional::isEmpty)) {
      return nests;
    }
    var around = Box.around(boxes.stream().map(Optional::orElseThrow).toList());
    if (around.isEmpty()) {
      return nests;
    }
    var spans = new HashMap<Index, Span>();
    for (int d = 0; d < target.rank(); d++) {
      if (store(fill).at().get(d) instanceof Index index) {
        long from = around.get().from().get(d);
        spans.put(index, new Span(from, from + around.get().extents().get(d)));
      }
    }
    var all = around(fill, spans);
    all.addAll(rest);
    return all;
  }

  // ── values ──

  /// A value with an element in the place of the read of it, named where it is used twice.
  static Expr substitute(Expr value, Expr read, Expr element, String name) {
    var own = renamed(element, name);
    if (uses(value, read) <= 1) {
      return Rewrite.map(value, e -> e.equals(read) ? own : e);
    }
    var local = new Expr.Local(name, element.dtype());
    return new Expr.Let(local, own, Rewrite.map(value, e -> e.equals(read) ? local : e));
  }

  private static int uses(Expr value, Expr read) {
    var seen = Collections.<Expr>newSetFromMap(new IdentityHashMap<>());
    var uses = new int[1];
    Rewrite.visit(
        value,
        e -> {
          if (seen.add(e)) {
            for (var child : Rewrite.children(e)) {
              uses[0] += child.equals(read) ? 1 : 0;
            }
          }
        });
    return uses[0];
  }

  /// An expression whose names are its own.
  private static Expr renamed(Expr e, String suffix) {
    return Rewrite.map(
        e,
        node ->
            switch (node) {
              case Expr.Local l -> new Expr.Local(l.name() + "_" + suffix, l.dtype());
              case Expr.Let(var local, var value, var body) ->
                  new Expr.Let(
                      new Expr.Local(local.name() + "_" + suffix, local.dtype()), value, body);
              case Expr.Const _,
                  Index _,
                  Expr.Size _,
                  Expr.Read _,
                  Expr.Cast _,
                  Expr.Unary _,
                  Expr.Binary _,
                  Expr.Select _ ->
                  node;
            });
  }
}
