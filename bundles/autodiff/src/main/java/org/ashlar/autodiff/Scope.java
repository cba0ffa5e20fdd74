package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Rewrite;

/// The names that one lazy region of an expression gives to its parts, so that nothing larger than
/// a leaf is copied.
final class Scope {
  private record Binding(Local name, Expr value) {}

  private final Names names;
  private final List<Binding> bindings = new ArrayList<>();

  /// Fresh names, shared by the regions of one expression.
  static final class Names {
    private int next;

    Local fresh(Expr value) {
      return new Local("v" + next++, value.dtype());
    }
  }

  Scope(Names names) {
    this.names = names;
  }

  /// A region inside this one, which is computed only when it is chosen.
  Scope inner() {
    return new Scope(names);
  }

  /// A leaf that stands for the expression.
  Expr name(Expr e) {
    if (Rewrite.children(e).isEmpty()) {
      return e;
    }
    var name = names.fresh(e);
    bindings.add(new Binding(name, e));
    return name;
  }

  /// The expression with the names it uses: what is used once stands in its place, what is not used
  /// goes.
  Expr close(Expr result) {
    var uses = new HashMap<Local, Integer>();
    var last = bindings.size();
    count(result, uses);
    for (int i = last - 1; i >= 0; i--) {
      if (uses.containsKey(bindings.get(i).name())) {
        count(bindings.get(i).value(), uses);
      }
    }
    var by = new HashMap<Expr, Expr>();
    var kept = new ArrayList<Binding>();
    for (var binding : bindings) {
      int used = uses.getOrDefault(binding.name(), 0);
      if (used > 0) {
        var value = Rewrite.substitute(binding.value(), by);
        if (used == 1) {
          by.put(binding.name(), value);
        } else {
          kept.add(new Binding(binding.name(), value));
        }
      }
    }
    var body = Rewrite.substitute(result, by);
    for (var binding : kept.reversed()) {
      body = new Let(binding.name(), binding.value(), body);
    }
    return body;
  }

  /// Counts the places where names stand; a shared node counts at each.
  private static void count(Expr e, Map<Local, Integer> uses) {
    var open = new ArrayList<Expr>(List.of(e));
    while (!open.isEmpty()) {
      var node = open.removeLast();
      if (node instanceof Local local) {
        uses.merge(local, 1, Integer::sum);
      }
      open.addAll(Rewrite.children(node));
    }
  }
}
