package org.ashlar.ir;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// A whole number as a sum of coefficient · product of atoms: the canonical form of the index
/// algebra.
///
/// Atoms are what addition and multiplication do not see into: indices, sizes, reads, quotients,
/// minima. Collecting terms is exact in `i64` arithmetic, which wraps: it is a ring.
final class Sum {
  private static final Comparator<List<Expr>> MONOMIALS =
      (x, y) ->
          x.size() != y.size() ? Integer.compare(y.size(), x.size()) : Order.ORDER.compareAll(x, y);
  private static final int MOST_TERMS = 16;

  /// Coefficients, none 0, by their atoms in order; `[]` is the constant.
  private final TreeMap<List<Expr>, Long> terms;

  private Sum(TreeMap<List<Expr>, Long> terms) {
    this.terms = terms;
  }

  static Sum of(long constant) {
    var sum = new Sum(new TreeMap<>(MONOMIALS));
    sum.add(List.of(), constant);
    return sum;
  }

  static Sum of(Expr e) {
    var sum = of(0);
    sum.add(e, 1);
    return sum;
  }

  /// Adds an expression so many times.
  private void add(Expr e, long factor) {
    switch (e) {
      case Expr.Const(_, long bits) -> add(List.of(), bits * factor);
      case Expr.Binary(var op, var x, var y) when op == Op2.ADD -> {
        add(x, factor);
        add(y, factor);
      }
      case Expr.Binary(var op, var x, var y) when op == Op2.SUB -> {
        add(x, factor);
        add(y, -factor);
      }
      case Expr.Binary(var op, var x, Expr.Const(_, long bits)) when op == Op2.MUL ->
          add(x, factor * bits);
      case Expr.Binary(var op, Expr.Const(_, long bits), var y) when op == Op2.MUL ->
          add(y, factor * bits);
      case Expr.Binary(var op, var x, var y) when op == Op2.MUL -> {
        var product = of(x).times(of(y));
        if (product.isEmpty()) {
          add(List.of(e), factor);
        } else {
          product.get().terms.forEach((atoms, c) -> add(atoms, c * factor));
        }
      }
      case Expr.Unary(var op, var x) when op == Op1.NEG -> add(x, -factor);
      default -> add(List.of(e), factor);
    }
  }

  static Sum atom(Expr e) {
    var sum = of(0);
    sum.add(List.of(e), 1);
    return sum;
  }

  private void add(List<Expr> atoms, long coefficient) {
    if (coefficient != 0 && terms.merge(atoms, coefficient, Long::sum) == 0) {
      terms.remove(atoms);
    }
  }

  Map<List<Expr>, Long> terms() {
    return terms;
  }

  long constant() {
    return terms.getOrDefault(List.of(), 0L);
  }

  boolean isConstant() {
    return terms.isEmpty() || terms.size() == 1 && terms.containsKey(List.of());
  }

  Sum plus(Sum y) {
    return plus(y, 1);
  }

  Sum minus(Sum y) {
    return plus(y, -1);
  }

  private Sum plus(Sum y, long factor) {
    var sum = new Sum(new TreeMap<>(terms));
    y.terms.forEach((atoms, c) -> sum.add(atoms, c * factor));
    return sum;
  }

  Sum times(long factor) {
    var sum = of(0);
    terms.forEach((atoms, c) -> sum.add(atoms, c * factor));
    return sum;
  }

  /// The product term by term; empty where it would grow too long, or repeat what is not cheap.
  Optional<Sum> times(Sum y) {
    boolean plain = isConstant() || y.isConstant() || terms.size() * y.terms.size() == 1;
    if (!plain && (terms.size() * y.terms.size() > MOST_TERMS || !isCheap() || !y.isCheap())) {
      return Optional.empty();
    }
    var product = of(0);
    terms.forEach((a, c) -> y.terms.forEach((b, d) -> product.add(merged(a, b), c * d)));
    return Optional.of(product);
  }

  private boolean isCheap() {
    return terms.keySet().stream()
        .flatMap(List::stream)
        .allMatch(
            e -> e instanceof Expr.Index || e instanceof Expr.Size || e instanceof Expr.Local);
  }

  private static List<Expr> merged(List<Expr> a, List<Expr> b) {
    if (a.isEmpty()) {
      return b;
    }
    var both = new ArrayList<>(a);
    both.addAll(b);
    both.sort(Order.ORDER);
    return List.copyOf(both);
  }

  /// The terms for which `choose` gives something, with the coefficient that it gives.
  Sum only(Function<Map.Entry<List<Expr>, Long>, Optional<Long>> choose) {
    var sum = of(0);
    for (var term : terms.entrySet()) {
      choose.apply(term).ifPresent(c -> sum.add(term.getKey(), c));
    }
    return sum;
  }

  /// The sum with a number in place of an atom.
  Sum replace(Expr atom, Sum by) {
    var sum = of(0);
    for (var term : terms.entrySet()) {
      if (!term.getKey().contains(atom)) {
        sum.add(term.getKey(), term.getValue());
        continue;
      }
      var rest = new ArrayList<>(term.getKey());
      var product = of(term.getValue());
      while (rest.remove(atom)) {
        product = product.multiply(by);
      }
      for (var other : rest) {
        product = product.multiply(atom(other));
      }
      product.terms.forEach(sum::add);
    }
    return sum;
  }

  private Sum multiply(Sum y) {
    var product = of(0);
    terms.forEach((a, c) -> y.terms.forEach((b, d) -> product.add(merged(a, b), c * d)));
    return product;
  }

  /// The sum of the terms with the atom, the atom taken out once.
  Sum coefficient(Expr atom) {
    var sum = of(0);
    for (var term : terms.entrySet()) {
      var atoms = term.getKey();
      int at = atoms.indexOf(atom);
      if (at >= 0) {
        var rest = new ArrayList<>(atoms);
        rest.remove(at);
        sum.add(List.copyOf(rest), term.getValue());
      }
    }
    return sum;
  }

  /// The same number as an expression: large strides first, the constant last, then what is
  /// subtracted.
  Expr toExpr() {
    var ordered = new ArrayList<>(terms.entrySet());
    ordered.sort(
        Comparator.<Map.Entry<List<Expr>, Long>>comparingInt(Sum::place)
            .thenComparing(
                Comparator.comparingLong(t -> t.getKey().isEmpty() ? 0 : -Math.abs(t.getValue()))));
    Expr sum = null;
    for (var term : ordered) {
      long c = term.getValue();
      if (sum == null) {
        sum = product(term.getKey(), c);
      } else if (c < 0 && c != Long.MIN_VALUE) {
        sum = sum.minus(product(term.getKey(), -c));
      } else {
        sum = sum.plus(product(term.getKey(), c));
      }
    }
    return sum == null ? Expr.of(0) : sum;
  }

  private static int place(Map.Entry<List<Expr>, Long> term) {
    return (term.getValue() < 0 ? 2 : 0) + (term.getKey().isEmpty() ? 1 : 0);
  }

  private static Expr product(List<Expr> atoms, long coefficient) {
    if (atoms.isEmpty()) {
      return Expr.of(coefficient);
    }
    var product = atoms.stream().reduce(Expr::times).orElseThrow();
    return coefficient == 1 ? product : product.times(Expr.of(coefficient));
  }
}
