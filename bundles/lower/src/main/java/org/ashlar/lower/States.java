package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// The states of a reduction in registers.
final class States {
  private final Item item;
  private final Reducer by;
  private final List<Buffer> states = new ArrayList<>();
  private final List<Buffer> registers = new ArrayList<>();
  private final Terms terms;
  private final Names names;

  States(Item item, Reducer by, String name, Terms terms, Names names) {
    this.item = item;
    this.by = by;
    this.terms = terms;
    this.names = names;
    for (int i = 0; i < by.identity().size(); i++) {
      String state = by.identity().size() == 1 ? name : name + i;
      states.add(register(state, by.identity().get(i)));
    }
  }

  /// Everything that must be allocated around the statements.
  List<Buffer> registers() {
    return registers;
  }

  List<Stmt> start() {
    var start = new ArrayList<Stmt>();
    for (int i = 0; i < states.size(); i++) {
      start.add(new Stmt.Store(states.get(i), List.of(), by.identity().get(i)));
    }
    return start;
  }

  /// The result so far.
  Expr finish() {
    return flat(by.finish(), so());
  }

  /// Merges one more term a state. A single reducer is one `Update`, so that multiply-add is seen.
  List<Stmt> merge(List<Expr> more) {
    var steps = new ArrayList<Stmt>();
    var values = new HashMap<Expr, Expr>(so());
    for (int i = 0; i < states.size(); i++) {
      var wide = terms.of(more.get(i).cast(states.get(i).dtype()));
      values.put(Reducer.more(i, wide.dtype()), by.isSingle() ? wide : named("more", wide, steps));
    }
    if (by.isSingle()) {
      var value = Known.of(values, Reducer.more(0, states.getFirst().dtype()));
      return List.of(update(value));
    }
    var open = new ArrayList<Integer>();
    for (int i = 0; i < states.size(); i++) {
      open.add(i);
    }
    var late = new ArrayList<Stmt>();
    while (!open.isEmpty()) {
      int next = open.stream().filter(i -> isFree(i, open)).findFirst().orElse(open.getFirst());
      var state = states.get(next);
      var merged = flat(by.merge().get(next), values);
      if (isFree(next, open)) {
        steps.add(update(next, merged, values));
      } else {
        // others still need the state as it was
        var kept = register("next", merged);
        steps.add(new Stmt.Store(kept, List.of(), Sharing.of(merged)));
        late.add(new Stmt.Store(state, List.of(), kept.read()));
      }
      open.removeIf(i -> i == next);
    }
    steps.addAll(late);
    return steps;
  }

  /// A term that is nothing for some indices is merged under an `if`: the product inside stays in
  /// sight.
  private Stmt update(Expr value) {
    if (value instanceof Expr.Select(var when, var then, var otherwise)
        && Algebra.isPlace(when)
        && otherwise.equals(by.identity().getFirst())) {
      Stmt inside = update(then);
      for (var condition : Conditions.apart(when).reversed()) {
        inside = Stmt.If.of(condition, inside);
      }
      return inside;
    }
    return new Stmt.Update(states.getFirst(), List.of(), by.combine(), Sharing.of(value));
  }

  private Stmt update(int state, Expr merged, Map<Expr, Expr> values) {
    var buffer = states.get(state);
    var dtype = buffer.dtype();
    return by.merge().get(state) instanceof Expr.Binary(var op, var x, var y)
            && x.equals(Reducer.so(state, dtype))
            && y.equals(Reducer.more(state, dtype))
        ? new Stmt.Update(buffer, List.of(), op, Sharing.of(Known.of(values, y)))
        : new Stmt.Store(buffer, List.of(), Sharing.of(merged));
  }

  /// Whether no other open state is merged from this one.
  private boolean isFree(int state, List<Integer> open) {
    var local = Reducer.so(state, states.get(state).dtype());
    return open.stream()
        .filter(i -> i != state)
        .noneMatch(i -> Rewrite.free(by.merge().get(i)).contains(local));
  }

  private Expr named(String name, Expr value, List<Stmt> steps) {
    if (Rewrite.children(value).isEmpty()) {
      return value;
    }
    var register = register(name, value);
    steps.add(new Stmt.Store(register, List.of(), Sharing.of(value)));
    return terms.of(register.read());
  }

  private Buffer register(String name, Expr value) {
    var register = Buffer.registers(names.fresh(name), value.dtype());
    registers.add(register);
    return register;
  }

  private Map<Expr, Expr> so() {
    var so = new HashMap<Expr, Expr>();
    for (int i = 0; i < states.size(); i++) {
      so.put(Reducer.so(i, states.get(i).dtype()), terms.of(states.get(i).read()));
    }
    return so;
  }

  private Expr flat(Expr e, Map<Expr, Expr> values) {
    return Elements.flat(terms, item, e, values);
  }
}
