package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Rewrite;

/// Names what a term uses twice: turns a graph of shared nodes into an expression with `let`,
/// linear in its nodes.
///
/// A name is bound where all its uses lie: in a branch of a `select` when only that branch uses it,
/// so nothing is computed that was not chosen. Index algebra stays as it is while it is small:
/// proofs and schedules read it.
final class Sharing {
  private static final int INDEX_NODES = 48;

  /// The root, or a branch of a select.
  private record Scope(List<Scope> around, List<Expr> bound) {
    static final Scope NONE = new Scope(List.of(), List.of());

    Scope inside() {
      var path = new ArrayList<>(around);
      path.add(this);
      return new Scope(path, new ArrayList<>());
    }

    /// The innermost scope around both.
    static Scope around(Scope a, Scope b) {
      if (a == b) {
        return a;
      }
      int d = 0;
      while (a.at(d) == b.at(d)) {
        d++;
      }
      return a.at(d - 1);
    }

    private Scope at(int depth) {
      return depth < around.size() ? around.get(depth) : depth == around.size() ? this : NONE;
    }

    // scopes are told apart by identity; comparing their contents would be costly and wrong
    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }

  private final Expr root;
  private final List<Expr> order = new ArrayList<>();
  private final Map<Expr, Integer> uses = new IdentityHashMap<>();
  private final Map<Expr, Scope> scopes = new IdentityHashMap<>();
  private final Map<Expr, List<Scope>> branches = new IdentityHashMap<>();
  private final Map<Expr, Integer> indexNodes = new IdentityHashMap<>();
  private final Map<Expr, Local> names = new IdentityHashMap<>();
  private final Map<Expr, Expr> built = new IdentityHashMap<>();

  private Sharing(Expr root) {
    this.root = root;
  }

  static Expr of(Expr term) {
    var sharing = new Sharing(term);
    sharing.sort();
    return sharing.build();
  }

  /// Operands before what uses them.
  private void sort() {
    var open = new ArrayDeque<Expr>();
    var entered = new IdentityHashMap<Expr, Boolean>();
    open.push(root);
    while (!open.isEmpty()) {
      var e = open.peek();
      if (entered.putIfAbsent(e, true) == null) {
        Rewrite.children(e).reversed().stream()
            .filter(c -> !entered.containsKey(c))
            .forEach(open::push);
      } else {
        open.pop();
        if (!indexNodes.containsKey(e)) {
          indexNodes.put(e, indexNodes(e));
          order.add(e);
        }
      }
    }
  }

  private Expr build() {
    var top = new Scope(List.of(), new ArrayList<>());
    scopes.put(root, top);
    for (var e : order.reversed()) {
      place(e);
    }
    for (var e : order) {
      if (uses.getOrDefault(e, 0) > 1 && isNamed(e)) {
        names.put(e, new Local("v" + names.size(), e.dtype()));
        Known.of(scopes, e).bound.add(e);
      }
    }
    for (var e : order) {
      built.put(e, Rewrite.with(e, operands(e)));
    }
    return bind(top, Known.of(built, root));
  }

  private void place(Expr e) {
    var scope = Known.of(scopes, e);
    var operands = Rewrite.children(e);
    if (e instanceof Expr.Select) {
      branches.put(e, List.of(scope, scope.inside(), scope.inside()));
    }
    for (int i = 0; i < operands.size(); i++) {
      var edge = e instanceof Expr.Select ? Known.of(branches, e).get(i) : scope;
      scopes.merge(operands.get(i), edge, Scope::around);
      uses.merge(operands.get(i), 1, Integer::sum);
    }
  }

  private List<Expr> operands(Expr e) {
    var result = new ArrayList<Expr>();
    var operands = Rewrite.children(e);
    for (int i = 0; i < operands.size(); i++) {
      var operand = operands.get(i);
      Expr named = names.containsKey(operand) ? names.get(operand) : Known.of(built, operand);
      result.add(
          e instanceof Expr.Select && i > 0 ? bind(Known.of(branches, e).get(i), named) : named);
    }
    return result;
  }

  private Expr bind(Scope scope, Expr body) {
    Expr result = body;
    for (var e : scope.bound.reversed()) {
      result = new Expr.Let(Known.of(names, e), Known.of(built, e), result);
    }
    return result;
  }

  private boolean isNamed(Expr e) {
    return !Rewrite.children(e).isEmpty() && Known.of(indexNodes, e) > INDEX_NODES;
  }

  /// The nodes of an expression over indices alone, written out; more than any bound for others.
  private int indexNodes(Expr e) {
    boolean algebra =
        switch (e) {
          case Expr.Const _, Expr.Index _, Expr.Size _ -> true;
          case Expr.Binary _, Expr.Unary _, Expr.Select _ ->
              e.dtype() == DType.I64 || e.dtype() == DType.BOOL;
          case Expr.Read _, Expr.Local _, Expr.Cast _, Expr.Let _ -> false;
        };
    long n = 1;
    for (var operand : Rewrite.children(e)) {
      n += Known.of(indexNodes, operand);
    }
    return algebra ? (int) Math.min(n, 1 << 20) : 1 << 20;
  }
}
