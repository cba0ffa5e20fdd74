package org.ashlar.lower;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

/// Expressions in which equal means identical: every node is interned on the way up, so whatever is
/// computed twice is one object, and comparing or memoising costs nothing however large an
/// expression is. There is no `let` among them; {@link Sharing} puts the names in at the end.
final class Terms {
  private record Key(Object head, List<Integer> operands) {}

  private final Map<Key, Expr> interned = new HashMap<>();
  private final Map<Expr, Integer> ids = new IdentityHashMap<>();
  private Facts facts = Facts.NONE;

  /// Says how far an index runs, so that places over it become simple.
  void declare(Axis axis) {
    facts = facts.with(axis.index(), axis.extent());
  }

  /// The term of a node whose operands are terms. Places and conditions over indices alone come out
  /// simple.
  Expr of(Expr node) {
    return switch (node) {
      case Expr.Read(var of, var at) ->
          intern(new Expr.Read(of, at.stream().map(this::simple).toList()));
      case Expr.Select(var when, var then, var otherwise) ->
          switch (simple(when)) {
            case Expr.Const(_, long truth) -> truth != 0 ? then : otherwise;
            case Expr condition -> intern(new Expr.Select(condition, then, otherwise));
          };
      case Expr.Cast _, Expr.Unary _, Expr.Binary _ when isKnown(node) -> intern(Simplify.of(node));
      case Expr.Cast(var dtype, var mode, var x) -> intern(new Expr.Cast(dtype, mode, simple(x)));
      case Expr.Binary(var op, var x, Expr.Const(var dtype, long zero))
          when zero == 0 && dtype.isInteger() && (op == Op2.ADD || op == Op2.SUB) ->
          x;
      default -> intern(node);
    };
  }

  /// Whether a node is computed from numbers alone.
  private static boolean isKnown(Expr node) {
    return Rewrite.children(node).stream().allMatch(Expr.Const.class::isInstance);
  }

  /// A term of index algebra in its simplest form; any other as it is.
  Expr simple(Expr term) {
    return Rewrite.children(term).isEmpty() || !Algebra.isPlace(term)
        ? term
        : Rewrite.map(Simplify.of(term, facts), this::intern);
  }

  /// What is known about the indices.
  Facts facts() {
    return facts;
  }

  private Expr intern(Expr node) {
    if (ids.containsKey(node)) {
      return node;
    }
    var operands = Rewrite.children(node);
    var key = new Key(head(node), operands.stream().map(this::id).toList());
    return interned.computeIfAbsent(
        key,
        k -> {
          ids.put(node, ids.size());
          return node;
        });
  }

  /// The term of any expression without `let`.
  Expr all(Expr e) {
    return Rewrite.map(e, this::of);
  }

  /// A term with its leaves and reads replaced by terms.
  Expr map(Expr term, UnaryOperator<Expr> replace) {
    return Rewrite.map(
        term,
        e -> {
          var by = replace.apply(e);
          return by == e ? of(e) : by;
        });
  }

  /// The number of a term: equal for equal terms.
  int id(Expr term) {
    var id = ids.get(term);
    if (id == null) {
      throw new IllegalStateException("terms: not interned: " + term.getClass().getSimpleName());
    }
    return id;
  }

  List<Integer> ids(List<Expr> terms) {
    return terms.stream().map(this::id).toList();
  }

  private static Object head(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _ -> e;
      case Expr.Read(var of, _) -> of;
      case Expr.Cast(var dtype, var mode, _) -> List.of(dtype, mode);
      case Expr.Unary(var op, _) -> op;
      case Expr.Binary(var op, _, _) -> op;
      case Expr.Select _ -> "select";
      case Expr.Let(var name, _, _) -> throw new IllegalStateException("terms: let " + name.name());
    };
  }
}
