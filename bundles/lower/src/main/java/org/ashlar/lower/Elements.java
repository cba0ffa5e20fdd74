package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Value;

/// Fusion by substitution: an element of a value at a place, as a term. A value that is stored is
/// read; any other becomes its own expression, its arguments substituted in turn. Equal places of
/// one value are one term, and nothing recurses, so chains of any length and diamonds of any depth
/// cost their number of operators.
final class Elements {
  private record Place(Value value, List<Integer> at) {}

  private final Terms terms;
  private final Map<Value, Item> items;
  private final Predicate<Value> stored;
  private final Set<Value> inlined;
  private final Map<Place, Expr> done = new HashMap<>();

  /// @param inlined takes each value that is substituted
  Elements(Terms terms, Map<Value, Item> items, Predicate<Value> stored, Set<Value> inlined) {
    this.terms = terms;
    this.items = items;
    this.stored = stored;
    this.inlined = inlined;
  }

  /// The element of a MAP at these places, computed even where the value itself is stored.
  Expr element(Item item, List<Expr> at) {
    return cast(run(Frame.of(item, item.element(), at)), item);
  }

  /// An expression of a meaning, with its indices and states replaced by terms.
  Expr expression(Item item, Expr body, Map<? extends Expr, Expr> by) {
    return run(new Frame(item, unique(body), List.of(), by));
  }

  /// An expression that reads no operands, with its locals replaced by terms.
  static Expr flat(Terms terms, Item item, Expr e, Map<? extends Expr, Expr> by) {
    return new Elements(terms, Map.of(), v -> true, new HashSet<>()).expression(item, e, by);
  }

  private Expr run(Frame first) {
    var frames = new ArrayDeque<Frame>();
    frames.push(first);
    while (true) {
      var frame = frames.peek();
      var needed = step(frame);
      if (needed != frame) {
        frames.push(needed);
        continue;
      }
      var result = Known.of(frame.done, frame.root);
      frames.pop();
      if (frames.isEmpty()) {
        return result;
      }
      // rounded to the declared dtype where an operator ends, as when it is stored
      inlined.add(frame.item.value());
      done.put(place(frame.item.value(), frame.at), cast(result, frame.item));
    }
  }

  private Expr cast(Expr e, Item item) {
    return terms.of(e.cast(item.type().dtype()));
  }

  private Place place(Value value, List<Expr> at) {
    return new Place(value, terms.ids(at));
  }

  /// Works on a frame until it is finished (gives the frame itself) or needs the element of another
  /// value.
  private Frame step(Frame frame) {
    while (!frame.open.isEmpty()) {
      var e = frame.open.peek();
      if (frame.done.containsKey(e)) {
        frame.open.pop();
        continue;
      }
      var operands = operands(frame, e);
      if (operands.size() < needed(e).size()) {
        continue;
      }
      switch (e) {
        case Expr.Const _, Expr.Size _ -> frame.done.put(e, terms.of(e));
        case Expr.Index _, Local _ ->
            frame.done.put(e, frame.by.containsKey(e) ? frame.by.get(e) : terms.of(e));
        case Expr.Let(var name, _, var body) -> {
          frame.by.put(name, operands.getFirst());
          var result = frame.done.get(body);
          if (result != null) {
            frame.done.put(e, result);
          } else {
            frame.open.push(body);
          }
        }
        case Expr.Read(Operand(int position, _), _) -> {
          var value = frame.item.value().arg(position);
          var at = at(frame, value, operands);
          if (stored.test(value)) {
            frame.done.put(e, terms.of(new Expr.Read(new Stand(value), at)));
          } else {
            var known = done.get(place(value, at));
            if (known == null) {
              var item = Known.of(items, value);
              return Frame.of(item, item.element(), at);
            }
            frame.done.put(e, known);
          }
        }
        case Expr.Read _, Expr.Cast _, Expr.Unary _, Expr.Binary _, Expr.Select _ ->
            frame.done.put(e, terms.of(Rewrite.with(e, operands)));
      }
    }
    return frame;
  }

  private List<Expr> at(Frame frame, Value value, List<Expr> operands) {
    var type = value.tensor();
    var at =
        operands.isEmpty() && type.rank() > 0 ? frame.item.broadcast(type, frame.at) : operands;
    var result = new ArrayList<Expr>();
    for (int d = 0; d < at.size(); d++) {
      // the only place of a dimension of size 1, whatever computes it
      result.add(Item.isOne(type.size(d)) ? terms.of(Expr.of(0)) : terms.simple(at.get(d)));
    }
    return result;
  }

  private static List<Expr> needed(Expr e) {
    return e instanceof Expr.Let let ? List.of(let.value()) : Rewrite.children(e);
  }

  /// The terms of the operands; fewer, and the missing ones opened, where some are not there yet.
  private static List<Expr> operands(Frame frame, Expr e) {
    var operands = new ArrayList<Expr>();
    for (var child : needed(e).reversed()) {
      var ready = frame.done.get(child);
      if (ready != null) {
        operands.addFirst(ready);
      } else {
        frame.open.push(child);
      }
    }
    return operands;
  }

  /// An expression of one meaning on its way to a term.
  private static final class Frame {
    final Item item;
    final Expr root;
    final List<Expr> at;
    final Map<Expr, Expr> by;
    final Map<Expr, Expr> done = new IdentityHashMap<>();
    final ArrayDeque<Expr> open = new ArrayDeque<>();

    Frame(Item item, Expr root, List<Expr> at, Map<? extends Expr, Expr> by) {
      this.item = item;
      this.root = root;
      this.at = at;
      this.by = new HashMap<>(by);
      open.push(root);
    }

    static Frame of(Item item, Expr body, List<Expr> at) {
      var by = new HashMap<Expr, Expr>();
      for (int d = 0; d < item.result().size(); d++) {
        by.put(item.result().get(d), at.get(d));
      }
      return new Frame(item, unique(body), at, by);
    }
  }

  /// The expression with every `let` under a name of its own, so that one table of names serves the
  /// whole of it.
  private static Expr unique(Expr body) {
    var names = new HashSet<Local>();
    boolean[] clash = {false};
    Rewrite.visit(body, e -> clash[0] |= e instanceof Expr.Let let && !names.add(let.name()));
    return clash[0] ? renamed(body, Map.of(), new HashSet<>()) : body;
  }

  private static Expr renamed(Expr e, Map<Local, Local> names, Set<String> taken) {
    return switch (e) {
      case Local l -> names.getOrDefault(l, l);
      case Expr.Let(var name, var value, var body) -> {
        var fresh = name;
        for (int i = 1; !taken.add(fresh.name()); i++) {
          fresh = new Local(name.name() + "_" + i, name.dtype());
        }
        var inside = new HashMap<>(names);
        inside.put(name, fresh);
        yield new Expr.Let(fresh, renamed(value, names, taken), renamed(body, inside, taken));
      }
      case Expr.Const _,
          Expr.Index _,
          Expr.Size _,
          Expr.Read _,
          Expr.Cast _,
          Expr.Unary _,
          Expr.Binary _,
          Expr.Select _ ->
          Rewrite.with(e, Rewrite.children(e).stream().map(c -> renamed(c, names, taken)).toList());
    };
  }
}
