package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Takes kernels of rows apart, so that no loop must stand outermost: what a row keeps in scratch
/// memory is computed where it is read, what it keeps in a register goes to a table that a kernel
/// of its own fills, and what remains are loops that stand directly in each other.
///
/// Only rows of maps: what is summed or merged over a row stays with it.
final class Rows {
  private final Draft draft;
  private final String name;
  private final Nest nest;
  private final Set<Buffer> allocated = new HashSet<>();
  private final Map<Buffer, Stmt.Store> scalars = new LinkedHashMap<>();
  private final Map<Buffer, Nest> arrays = new LinkedHashMap<>();
  private final List<Nest> results = new ArrayList<>();
  private int names;

  /// @param tables what fills the tables; empty where there are none
  /// @param bodies the rest, one a result
  record Apart(Optional<Stmt> tables, List<Stmt> bodies) {}

  private Rows(Draft draft, String name, Nest nest) {
    this.draft = draft;
    this.name = name;
    this.nest = nest;
  }

  /// Takes all open launches apart. Tables of what comes from outside are filled by one kernel in
  /// front of all.
  static void apply(Draft draft, Consumer<String> notes) {
    var actions = new ArrayList<Action>();
    var front = new ArrayList<Stmt>();
    var open = new HashSet<>(draft.open());
    for (int at = 0; at < draft.actions().size(); at++) {
      if (open.contains(at)) {
        var kernel = draft.kernel(at);
        var apart = of(draft, kernel.name(), kernel.body());
        if (apart.isPresent()) {
          notes.accept("rows: " + kernel.name() + " is taken apart");
          var tables = apart.get().tables();
          if (tables.isPresent()
              && Reads.of(tables.get()).stream()
                  .allMatch(b -> b.space() != Space.GLOBAL || draft.isInput(b))) {
            front.add(tables.get());
          } else {
            tables.ifPresent(
                t -> actions.add(Draft.launch(kernel.name() + "_rows", kernel.parameters(), t)));
          }
          var bodies = apart.get().bodies();
          for (int i = 0; i < bodies.size(); i++) {
            var name = i == 0 ? kernel.name() : kernel.name() + "_" + i;
            actions.add(Draft.launch(name, kernel.parameters(), bodies.get(i)));
          }
          continue;
        }
      }
      actions.add(draft.actions().get(at));
    }
    if (!front.isEmpty()) {
      actions.addFirst(Draft.launch("rows", List.of(), Stmt.seq(front)));
    }
    draft.actions().clear();
    draft.actions().addAll(actions);
  }

  /// Empty where a kernel is none of rows of maps.
  static Optional<Apart> of(Draft draft, String name, Stmt body) {
    if (!(body instanceof Stmt.For f)) {
      return Optional.empty();
    }
    var nest = Nest.of(f);
    if (nest.loops().isEmpty() || !(nest.body() instanceof Stmt.Alloc)) {
      return Optional.empty();
    }
    var rows = new Rows(draft, name, nest);
    return rows.read() ? rows.apart() : Optional.empty();
  }

  private boolean read() {
    Stmt s = nest.body();
    while (s instanceof Stmt.Alloc a) {
      allocated.add(a.buffer());
      s = a.body();
    }
    if (!(s instanceof Stmt.Seq(var parts))) {
      return false;
    }
    for (var part : parts) {
      if (!read(part)) {
        return false;
      }
    }
    return !results.isEmpty() && scalars.size() + arrays.size() == allocated.size();
  }

  private boolean read(Stmt part) {
    if (part instanceof Stmt.Store store) {
      if (store.to().space() == Space.GLOBAL) {
        return results.add(new Nest(List.of(), store));
      }
      return store.to().rank() == 0
          && allocated.contains(store.to())
          && scalars.put(store.to(), store) == null;
    }
    if (part instanceof Stmt.For f) {
      var inner = Nest.of(f);
      if (!(inner.body() instanceof Stmt.Store store)) {
        return false;
      }
      if (!allocated.contains(store.to())) {
        return store.to().space() == Space.GLOBAL && results.add(inner);
      }
      return isWhole(inner, store) && arrays.put(store.to(), inner) == null;
    }
    return false;
  }

  /// Whether a nest stores each element of a buffer at the place that its loops say.
  static boolean isWhole(Nest nest, Stmt.Store store) {
    if (store.at().size() != nest.loops().size()) {
      return false;
    }
    for (int d = 0; d < store.at().size(); d++) {
      var loop = nest.loops().get(d);
      if (!store.at().get(d).equals(loop.index())
          || !loop.extent().equals(store.to().sizes().get(d))) {
        return false;
      }
    }
    return true;
  }

  private Optional<Apart> apart() {
    boolean flat = results.stream().anyMatch(r -> r.loops().isEmpty());
    if (flat && !scalars.values().stream().allMatch(s -> isLight(s.value()))) {
      return Optional.empty();
    }
    var touched = new HashSet<Buffer>();
    for (var result : results) {
      if (!touched.add(((Stmt.Store) result.body()).to())) {
        return Optional.empty();
      }
    }
    for (var t : nest.touches()) {
      if (!t.isWrite() && touched.contains(t.of())) {
        return Optional.empty();
      }
    }
    var tables = tables();
    var needed = new LinkedHashMap<Buffer, Buffer>();
    List<Expr> row = nest.loops().stream().map(l -> (Expr) l.index()).toList();
    var stored = new ArrayList<Stmt>();
    for (int i = 0; i < results.size(); i++) {
      var result = inlined(results.get(i));
      if (result.isEmpty()) {
        return Optional.empty();
      }
      var loops = new ArrayList<>(nest.loops());
      loops.addAll(result.get().loops());
      var body =
          Statements.mapExpressions(
              result.get().body(), whole -> Rewrite.map(whole, e -> row(e, tables, needed, row)));
      var whole = new Nest(loops, body);
      stored.add(whole.stmt());
    }
    return Optional.of(new Apart(fill(tables, needed), stored));
  }

  /// A register's value: its table's, or itself where it is no more than a number or an element.
  private Expr row(Expr e, Map<Buffer, Buffer> tables, Map<Buffer, Buffer> needed, List<Expr> row) {
    if (!(e instanceof Expr.Read(Buffer b, _)) || !scalars.containsKey(b)) {
      return e;
    }
    var value = Objects.requireNonNull(scalars.get(b)).value();
    if (isLight(value)) {
      return value;
    }
    var table = Objects.requireNonNull(tables.get(b));
    needed.put(b, table);
    return new Expr.Read(table, row);
  }

  /// A number, an element, or a choice between elements.
  private static boolean isLight(Expr value) {
    return switch (value) {
      case Expr.Const _ -> true;
      case Expr.Read(var of, _) -> of instanceof Buffer b && b.space() == Space.GLOBAL;
      case Expr.Select(var when, var then, var otherwise) ->
          Rewrite.free(when).stream().allMatch(Expr.Index.class::isInstance)
              && isLight(then)
              && isLight(otherwise)
              && !(then instanceof Expr.Const && otherwise instanceof Expr.Const);
      case Expr.Index _,
          Expr.Size _,
          Expr.Local _,
          Expr.Let _,
          Expr.Cast _,
          Expr.Unary _,
          Expr.Binary _ ->
          false;
    };
  }

  /// A table for each register.
  private Map<Buffer, Buffer> tables() {
    var sizes = nest.loops().stream().map(Stmt.For::extent).toList();
    var tables = new HashMap<Buffer, Buffer>();
    for (var scalar : scalars.keySet()) {
      tables.put(
          scalar,
          new Buffer(draft.fresh(name + "_" + scalar.name()), scalar.dtype(), sizes, Space.GLOBAL));
    }
    return tables;
  }

  /// Fills the tables that are read.
  private Optional<Stmt> fill(Map<Buffer, Buffer> tables, Map<Buffer, Buffer> needed) {
    if (needed.isEmpty()) {
      return Optional.empty();
    }
    List<Expr> at = nest.loops().stream().map(l -> (Expr) l.index()).toList();
    var nests = new ArrayList<Stmt>();
    needed.forEach((scalar, table) -> {
      var value = Objects.requireNonNull(scalars.get(scalar)).value();
      for (var other : List.copyOf(scalars.keySet()).reversed()) {
        value =
            Pieces.substitute(
                value,
                other.read(),
                Objects.requireNonNull(scalars.get(other)).value(),
                "w" + names++);
      }
      var whole = new Nest(nest.loops(), new Stmt.Store(table, at, value));
      nests.add(whole.renamed(draft::index).stmt());
    });
    needed.values().forEach(draft::add);
    return Optional.of(Stmt.seq(nests));
  }

  /// A result with the arrays that it reads computed there; empty where one is read at several
  /// places.
  private Optional<Nest> inlined(Nest result) {
    var store = (Stmt.Store) result.body();
    var value = store.value();
    for (var array : List.copyOf(arrays.keySet()).reversed()) {
      var places = new HashSet<List<Expr>>();
      Rewrite.visit(
          value,
          e -> {
            if (e instanceof Expr.Read(var of, var at) && of.equals(array)) {
              places.add(at);
            }
          });
      if (places.size() > 1) {
        return Optional.empty();
      }
      if (!places.isEmpty()) {
        value = inline(value, array, places.iterator().next());
      }
    }
    return Optional.of(new Nest(result.loops(), new Stmt.Store(store.to(), store.at(), value)));
  }

  private Expr inline(Expr value, Buffer array, List<Expr> at) {
    var nest = Objects.requireNonNull(arrays.get(array));
    var by = new HashMap<Expr, Expr>();
    for (int d = 0; d < at.size(); d++) {
      by.put(nest.loops().get(d).index(), at.get(d));
    }
    var element = Rewrite.substitute(((Stmt.Store) nest.body()).value(), by);
    return Pieces.substitute(value, array.read(at), element, "w" + names++);
  }
}
