package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;

/// A value that gets loops of its own, with everything that is substituted into it. Its terms read
/// other nests and inputs through {@link Stand}s, over the indices `i0`, `i1`, … of the result and
/// `k0`, `k1`, … of what is combined.
///
/// @param over the loops of a reduction, scan or scatter besides those of the result
/// @param roots MAP: the element; REDUCE, SCAN: one a state; SCATTER: the initial element, the
///   combined one, the places
/// @param reads the places read of each value, in the order of first use
/// @param inlined the values substituted, this one last
/// @param after stored values that must be there first although none is read: an argument that a
///   meaning does not read is waited for
record Nest(
    Item item,
    List<Axis> over,
    List<Expr> roots,
    SequencedMap<Value, List<List<Expr>>> reads,
    SequencedSet<Value> inlined,
    SequencedSet<Value> after) {

  static Index resultIndex(int dimension) {
    return new Index("i" + dimension);
  }

  /// The different nodes of its terms.
  int nodes() {
    var seen = Collections.<Expr>newSetFromMap(new IdentityHashMap<>());
    roots.forEach(root -> Rewrite.visit(root, seen::add));
    return seen.size();
  }

  Value value() {
    return item.value();
  }

  Item.Kind kind() {
    return item.kind();
  }

  /// The dimension that is scanned; -1 for other nests.
  int along() {
    return item.meaning() instanceof Meaning.Scanned m ? m.result().indexOf(m.along()) : -1;
  }

  /// The values of the result indices.
  List<Axis> result() {
    return IntStream.range(0, item.type().rank())
        .mapToObj(d -> new Axis(resultIndex(d), item.type().size(d)))
        .toList();
  }

  static Nest of(Item item, Map<Value, Item> items, Predicate<Value> stored) {
    var terms = new Terms();
    var inlined = new LinkedHashSet<Value>();
    var elements =
        new Elements(terms, items, v -> !items.containsKey(v) || stored.test(v), inlined);
    var at = new ArrayList<Expr>();
    var by = new HashMap<Expr, Expr>();
    for (int d = 0; d < item.type().rank(); d++) {
      terms.declare(new Axis(resultIndex(d), item.type().size(d)));
      at.add(terms.of(Item.isOne(item.type().size(d)) ? Expr.of(0) : resultIndex(d)));
      if (!item.result().isEmpty()) {
        by.put(item.result().get(d), at.get(d));
      }
    }
    var over = over(item, by, terms);
    var roots =
        switch (item.meaning()) {
          case Meaning.Pointwise _ -> List.of(elements.element(item, at));
          case Meaning.Indexed m when item.kind() == Item.Kind.MAP ->
              List.of(elements.element(item, at));
          case Meaning.Indexed m ->
              m.body().stream().map(b -> elements.expression(item, b, by)).toList();
          case Meaning.Scanned m ->
              m.body().stream().map(b -> elements.expression(item, b, by)).toList();
          case Meaning.Scattered m -> {
            var all = new ArrayList<Expr>();
            all.add(elements.expression(item, m.initial(), by));
            all.add(elements.expression(item, m.body(), by));
            m.at().forEach(e -> all.add(terms.simple(elements.expression(item, e, by))));
            yield all;
          }
          case Meaning.Composed _, Meaning.Chosen _, Meaning.Repeated _, Meaning.Opaque _ ->
              throw new IllegalStateException(item.origin() + ": has no loops");
        };
    inlined.add(item.value());
    return new Nest(item, over, roots, reads(roots), inlined, after(inlined, items, stored));
  }

  private static SequencedSet<Value> after(
      SequencedSet<Value> inlined, Map<Value, Item> items, Predicate<Value> stored) {
    var after = new LinkedHashSet<Value>();
    var seen = new HashSet<Value>();
    var open = new ArrayDeque<Value>();
    for (var value : inlined) {
      if (value.args().size() > 1) {
        var read = Access.of(Known.of(items, value)).stream().map(Access::of).toList();
        value.args().stream().filter(arg -> !read.contains(arg)).forEach(open::add);
      }
    }
    // of what is computed where it is read, that which it reads is waited for
    while (!open.isEmpty()) {
      var value = open.remove();
      if (items.containsKey(value) && seen.add(value)) {
        if (stored.test(value)) {
          after.add(value);
        } else {
          open.addAll(value.args());
        }
      }
    }
    return after;
  }

  private static List<Axis> over(Item item, Map<Expr, Expr> by, Terms terms) {
    var axes =
        switch (item.meaning()) {
          case Meaning.Indexed m -> m.over();
          case Meaning.Scattered m -> m.over();
          case Meaning.Pointwise _,
              Meaning.Scanned _,
              Meaning.Composed _,
              Meaning.Chosen _,
              Meaning.Repeated _,
              Meaning.Opaque _ ->
              List.<Axis>of();
        };
    var named = new ArrayList<Axis>();
    for (int k = 0; k < axes.size(); k++) {
      // an extent may depend on the result's indices: a triangle
      var extent = Rewrite.substitute(axes.get(k).extent(), by);
      var axis = Axis.of("k" + k, extent);
      terms.declare(axis);
      named.add(axis);
      by.put(axes.get(k).index(), terms.of(Item.isOne(extent) ? Expr.of(0) : axis.index()));
    }
    return named;
  }

  private static SequencedMap<Value, List<List<Expr>>> reads(List<Expr> roots) {
    var reads = new LinkedHashMap<Value, List<List<Expr>>>();
    for (var root : roots) {
      Rewrite.visit(
          root,
          e -> {
            if (e instanceof Expr.Read(Stand(var value), var at)) {
              reads.computeIfAbsent(value, v -> new ArrayList<>()).add(at);
            }
          });
    }
    return reads;
  }
}
