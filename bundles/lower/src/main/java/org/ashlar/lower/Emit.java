package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Writes the loops of a group: the rows outside, perfectly nested, and inside a row one phase
/// after the other: reductions into registers, then what is computed from them, then loops over the
/// rest of the row.
final class Emit {
  private static final double CHEAP = 3;

  private final Group group;
  private final Map<Value, Buffer> global;
  private final Set<Value> kept;
  private final Names names;
  private final Terms terms = new Terms();
  private final List<Axis> rows = new ArrayList<>();
  private final List<Phase> phases = new ArrayList<>();
  private final List<Buffer> allocated = new ArrayList<>();
  private final Map<Value, Expr> points = new HashMap<>();
  private final Map<Value, Buffer> insides = new HashMap<>();
  private final Map<Value, Integer> phaseOf = new HashMap<>();
  private int loops;
  private int inner;

  /// @param global where inputs and stored values lie
  /// @param kept the members that are stored there
  /// @param names of the kernel; takes those of its registers
  Emit(Group group, Map<Value, Buffer> global, Set<Value> kept, Names names) {
    this.group = group;
    this.global = global;
    this.kept = kept;
    this.names = names;
  }

  Stmt body() {
    if (group.members().getFirst().item().meaning() instanceof Meaning.Scattered scattered) {
      return scatter(group.members().getFirst(), scattered);
    }
    var box = box();
    if (box.isPresent()) {
      return fill(group.members().getFirst(), box.get());
    }
    for (var extent : group.rows()) {
      rows.add(declared("i" + rows.size(), extent));
    }
    for (var nest : group.members()) {
      switch (nest.item().meaning()) {
        case Meaning.Indexed m when nest.kind() == Item.Kind.REDUCE -> reduce(nest, m.by());
        case Meaning.Scanned m -> scan(nest, m);
        case Meaning.Pointwise _, Meaning.Indexed _ -> map(nest);
        case Meaning.Scattered _,
            Meaning.Composed _,
            Meaning.Chosen _,
            Meaning.Repeated _,
            Meaning.Opaque _ ->
            throw new IllegalStateException(nest.item().origin() + ": cannot share a kernel");
      }
    }
    var unseen = unseen();
    int last = phases.size() - 1;
    var body =
        Stmt.seq(
            IntStream.rangeClosed(0, last)
                .mapToObj(p -> p < last ? phases.get(p).toStmt() : around(unseen, phases.get(p)))
                .toList());
    for (var buffer : allocated.reversed()) {
      body = new Stmt.Alloc(buffer, body);
    }
    return Phase.loops(rows.stream().filter(a -> !unseen.contains(a)).toList(), body);
  }

  private static Stmt around(List<Axis> axes, Phase phase) {
    return Phase.loops(axes, phase.toStmt());
  }

  /// The rows that only the last phase sees: what goes before it is computed once for all of them,
  /// as sums of products with one number.
  private List<Axis> unseen() {
    var before = phases.subList(0, Math.max(0, phases.size() - 1));
    if (before.stream().allMatch(p -> p.axes().isEmpty())) {
      return List.of();
    }
    var seen = new HashSet<Expr>();
    for (var phase : before) {
      Statements.visit(
          phase.toStmt(), s -> Statements.expressions(s, e -> seen.addAll(Rewrite.free(e))));
    }
    return rows.stream().filter(a -> !seen.contains(a.index())).toList();
  }

  // ── the kinds of nests ──

  private void map(Nest nest) {
    if (group.isPoint(nest)) {
      int at = phase(List.of(), first(nest, false));
      define(nest, map(nest.roots().getFirst(), bind(nest, List.of())), at);
      return;
    }
    var extents =
        IntStream.range(0, nest.item().type().rank())
            .filter(d -> group.rowOf(nest).get(d) < 0 && !Item.isOne(nest.item().type().size(d)))
            .mapToObj(d -> nest.item().type().size(d))
            .toList();
    int at = phase(extents, first(nest, true), "j");
    var axes = phases.get(at).axes();
    var bind = bind(nest, axes.stream().map(Axis::index).map(Expr.class::cast).toList());
    var value = map(nest.roots().getFirst(), bind);
    Buffer to;
    List<Expr> place;
    if (kept.contains(nest.value())) {
      to = Known.of(global, nest.value());
      place = place(nest, bind);
    } else {
      to =
          new Buffer(
              names.fresh(Opened.label(nest.value().op())), value.dtype(), extents, Space.SCRATCH);
      allocated.add(to);
      place = axes.stream().map(Axis::index).map(Expr.class::cast).toList();
    }
    insides.put(nest.value(), to);
    phases.get(at).body().add(new Stmt.Store(to, place, Sharing.of(value)));
    phaseOf.put(nest.value(), at);
  }

  private void reduce(Nest nest, Reducer by) {
    boolean only = group.members().stream().filter(n -> n.kind() == Item.Kind.REDUCE).count() == 1;
    var states =
        new States(nest.item(), by, only ? "acc" : Opened.label(nest.value().op()), terms, names);
    var bind = bind(nest, List.of());
    var used = nest.over().stream().filter(a -> !Item.isOne(a.extent())).toList();
    int at = phase(used.stream().map(Axis::extent).toList(), first(nest, true), "k", bind, used);
    var phase = phases.get(at);
    for (int k = 0; k < used.size(); k++) {
      bind.put(used.get(k).index(), terms.of(phase.axes().get(k).index()));
    }
    phase.before().addAll(states.start());
    phase.body().addAll(states.merge(nest.roots().stream().map(root -> map(root, bind)).toList()));
    allocated.addAll(states.registers());
    phaseOf.put(nest.value(), at);
    define(nest, terms.of(states.finish().cast(nest.item().type().dtype())), at + 1);
  }

  private void scan(Nest nest, Meaning.Scanned m) {
    var extent = nest.item().type().size(nest.along());
    var states = new States(nest.item(), m.by(), "acc", terms, names);
    var axis = declared("k" + loops++, extent);
    var phase = new Phase(List.of(axis));
    var along = m.reverse() ? extent.minus(1).minus(axis.index()) : axis.index();
    var bind = bind(nest, List.of());
    bind.put(Nest.resultIndex(nest.along()), terms.simple(terms.all(along)));
    phase.before().addAll(states.start());
    var merge = states.merge(nest.roots().stream().map(root -> map(root, bind)).toList());
    var result = Sharing.of(terms.of(states.finish().cast(nest.item().type().dtype())));
    var store = new Stmt.Store(Known.of(global, nest.value()), place(nest, bind), result);
    phase.body().addAll(merge);
    phase.body().add(m.exclusive() ? 0 : phase.body().size(), store);
    allocated.addAll(states.registers());
    phases.add(phase);
  }

  private Optional<Box> box() {
    var first = group.members().getFirst();
    boolean alone =
        group.members().size() == 1 && first.kind() == Item.Kind.MAP && group.isPoint(first);
    return alone ? Box.of(first.roots().getFirst(), first.item().type()) : Optional.empty();
  }

  /// The constant everywhere, then what is inside the box.
  private Stmt fill(Nest nest, Box box) {
    var to = Known.of(global, nest.value());
    var everywhere = new ArrayList<Axis>();
    var inside = new ArrayList<Axis>();
    var bind = new HashMap<Expr, Expr>();
    var there = new HashMap<Expr, Expr>();
    for (var axis : nest.result()) {
      int d = everywhere.size();
      everywhere.add(declared("i" + d, axis.extent()));
      inside.add(declared("j" + d, Expr.of(Math.max(0, box.to().get(d) - box.from().get(d)))));
      bind.put(axis.index(), terms.of(everywhere.get(d).index()));
      there.put(
          axis.index(),
          terms.simple(terms.all(inside.get(d).index().plus(Expr.of(box.from().get(d))))));
    }
    var constant = new Stmt.Store(to, place(nest, bind), box.outside());
    var rest = Phase.loops(wide(everywhere), constant);
    if (box.isEmpty()) {
      return rest;
    }
    for (var axis : inside) {
      if (Item.isOne(axis.extent())) {
        there.replaceAll((i, e) ->
            terms.simple(terms.map(e, n -> n.equals(axis.index()) ? terms.of(Expr.of(0)) : n)));
      }
    }
    var value = Sharing.of(map(box.inside(), there));
    return Stmt.seq(rest, Phase.loops(wide(inside), new Stmt.Store(to, place(nest, there), value)));
  }

  private static List<Axis> wide(List<Axis> axes) {
    return axes.stream().filter(a -> !Item.isOne(a.extent())).toList();
  }

  private Stmt scatter(Nest nest, Meaning.Scattered m) {
    var to = Known.of(global, nest.value());
    var result = nest.result().stream().filter(a -> !Item.isOne(a.extent())).toList();
    result.forEach(terms::declare);
    var over = nest.over().stream().filter(a -> !Item.isOne(a.extent())).toList();
    over.forEach(terms::declare);
    var bind = bind(nest, List.of());
    result.forEach(a -> bind.put(a.index(), terms.of(a.index())));
    var start =
        new Stmt.Store(to, place(nest, bind), Sharing.of(cast(map(nest.roots().get(0), bind), to)));
    var at = new ArrayList<Expr>();
    var steps = new ArrayList<Stmt>();
    Expr inside = Expr.of(true);
    for (int d = 0; d < to.rank(); d++) {
      var place = terms.simple(map(nest.roots().get(d + 2), bind));
      if (!Algebra.isPlace(place)) {
        var register = Buffer.registers(names.fresh("at" + d), place.dtype());
        allocated.add(register);
        steps.add(new Stmt.Store(register, List.of(), Sharing.of(place)));
        place = register.read();
      }
      at.add(place);
      for (var condition : List.of(Expr.of(0).le(place), place.lt(to.sizes().get(d)))) {
        if (!terms.facts().proves(condition)) {
          inside = inside.equals(Expr.of(true)) ? condition : inside.and(condition);
        }
      }
    }
    var value = Sharing.of(cast(map(nest.roots().get(1), bind), to));
    Stmt write =
        m.combine() == Op2.SET
            ? new Stmt.Store(to, at, value)
            : new Stmt.Update(to, at, m.combine(), value);
    steps.add(inside.equals(Expr.of(true)) ? write : Stmt.If.of(inside, write));
    Stmt pushed = Stmt.seq(steps);
    for (var buffer : allocated.reversed()) {
      pushed = new Stmt.Alloc(buffer, pushed);
    }
    return Stmt.seq(Phase.loops(result, start), Phase.loops(over, pushed));
  }

  private Expr cast(Expr value, Buffer to) {
    return terms.of(value.cast(to.dtype()));
  }

  // ── what they share ──

  /// Gives a member with one element a row its expression: a register where it is wanted more than
  /// once, or in a loop.
  private void define(Nest nest, Expr value, int from) {
    var element = terms.of(value.cast(nest.item().type().dtype()));
    boolean stored = kept.contains(nest.value());
    var readers =
        group.members().stream().filter(n -> n.reads().containsKey(nest.value())).toList();
    boolean inLoop =
        readers.stream().anyMatch(n -> n.kind() == Item.Kind.REDUCE || !group.isPoint(n));
    int at = from;
    boolean again = inLoop || readers.size() + (stored ? 1 : 0) > 1 && !isCheap(element);
    if (again && !Rewrite.children(element).isEmpty()) {
      var register =
          Buffer.registers(names.fresh(Opened.label(nest.value().op())), element.dtype());
      allocated.add(register);
      at = phase(List.of(), from);
      phases.get(at).body().add(new Stmt.Store(register, List.of(), Sharing.of(element)));
      element = terms.of(register.read());
      phaseOf.put(nest.value(), at);
    }
    points.put(nest.value(), element);
    if (stored) {
      at = phase(List.of(), at);
      var place = place(nest, bind(nest, List.of()));
      phases
          .get(at)
          .body()
          .add(new Stmt.Store(Known.of(global, nest.value()), place, Sharing.of(element)));
    }
    phaseOf.putIfAbsent(nest.value(), Math.max(0, at));
  }

  /// Whether computing an element twice costs less than a register between two statements, which
  /// schedules see as one more thing to carry.
  private static boolean isCheap(Expr element) {
    double[] cost = {0};
    Rewrite.visit(element, e -> cost[0] += Work.cost(e));
    return cost[0] <= CHEAP;
  }

  /// The first phase in which a nest may run: after the loops that compute what it reads.
  private int first(Nest nest, boolean loop) {
    int first = 0;
    for (var read : nest.reads().keySet()) {
      var p = phaseOf.get(read);
      if (p != null) {
        first = Math.max(first, loop || !phases.get(p).axes().isEmpty() ? p + 1 : p);
      }
    }
    return first;
  }

  private int phase(List<Expr> extents, int from) {
    return phase(extents, from, "");
  }

  private int phase(List<Expr> extents, int from, String letter) {
    return phase(extents, from, letter, new HashMap<>(), List.of());
  }

  /// A phase of these loops at or after `from`; a new one where there is none. Extents may speak of
  /// the axes before.
  private int phase(
      List<Expr> extents, int from, String letter, Map<Expr, Expr> bind, List<Axis> axes) {
    for (int p = from; p < phases.size(); p++) {
      if (phases.get(p).isAlike(letter) && phases.get(p).fits(extents, bind, axes)) {
        return p;
      }
    }
    var made = new ArrayList<Axis>();
    var by = new HashMap<>(bind);
    for (int d = 0; d < extents.size(); d++) {
      var axis =
          declared(
              letter + (letter.equals("k") ? loops++ : inner++),
              Rewrite.substitute(extents.get(d), by));
      made.add(axis);
      if (!axes.isEmpty()) {
        by.put(axes.get(d).index(), axis.index());
      }
    }
    phases.add(new Phase(List.copyOf(made)));
    return phases.size() - 1;
  }

  /// A nest's indices in the terms of this kernel; dimensions inside a row take the given places in
  /// turn.
  private Map<Expr, Expr> bind(Nest nest, List<Expr> inside) {
    var bind = new HashMap<Expr, Expr>();
    var rowOf = group.rowOf(nest);
    var view = group.fit(nest.value()).view();
    for (int d = 0; d < view.size(); d++) {
      bind.put(Nest.resultIndex(d), terms.all(view.get(d)));
    }
    if (!view.isEmpty()) {
      return bind;
    }
    int next = 0;
    for (int d = 0; d < rowOf.size(); d++) {
      if (rowOf.get(d) >= 0 && !rows.isEmpty()) {
        bind.put(Nest.resultIndex(d), terms.of(rows.get(rowOf.get(d)).index()));
      } else if (!Item.isOne(nest.item().type().size(d)) && next < inside.size()) {
        bind.put(Nest.resultIndex(d), terms.of(inside.get(next++)));
      }
    }
    return bind;
  }

  private List<Expr> place(Nest nest, Map<Expr, Expr> bind) {
    return IntStream.range(0, nest.item().type().rank())
        .mapToObj(d ->
            Item.isOne(nest.item().type().size(d)) ? Expr.of(0) : bind.get(Nest.resultIndex(d)))
        .map(Expr.class::cast)
        .toList();
  }

  private Expr map(Expr root, Map<Expr, Expr> bind) {
    return terms.map(
        root,
        e ->
            switch (e) {
              case Index i when bind.containsKey(i) -> bind.get(i);
              case Expr.Read(Stand(var value), var at) -> read(value, at);
              default -> e;
            });
  }

  private Expr read(Value value, List<Expr> at) {
    var point = points.get(value);
    if (point != null) {
      return point;
    }
    var inside = insides.get(value);
    if (inside != null && inside.space() == Space.SCRATCH) {
      var rowOf = group.fit(value).rowOf();
      var type = value.tensor();
      return terms.of(
          inside.read(
              IntStream.range(0, at.size())
                  .filter(d -> rowOf.get(d) < 0 && !Item.isOne(type.size(d)))
                  .mapToObj(at::get)
                  .toList()));
    }
    return terms.of(Known.of(global, value).read(at));
  }

  private Axis declared(String name, Expr extent) {
    var axis = Axis.of(name, extent);
    terms.declare(axis);
    return axis;
  }
}
