package org.ashlar.layout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;

/// How a nest reads each element of a buffer once: every dimension follows a loop, or a digit of
/// one (`i // 8`, `i % 8`: dimensions that are put together).
///
/// @param digits the digits of each loop
record View(Map<Index, List<Digit>> digits) {

  /// `i // weight % size`.
  private record Digit(Index loop, int dimension, long weight, long size) {}

  /// Empty where elements may be left out or read twice.
  static Optional<View> of(Nest nest, Buffer buffer, List<Expr> at) {
    var digits = new LinkedHashMap<Index, List<Digit>>();
    for (int d = 0; d < at.size(); d++) {
      if (!(buffer.sizes().get(d) instanceof Expr.Const(_, long size))) {
        return Optional.empty();
      }
      var digit = digit(at.get(d), d, size);
      if (digit.isPresent()) {
        digits.computeIfAbsent(digit.get().loop(), l -> new ArrayList<>()).add(digit.get());
      } else if (size != 1) {
        return Optional.empty();
      }
    }
    if (digits.size() != nest.loops().size()) {
      return Optional.empty();
    }
    for (var loop : nest.loops()) {
      var of = digits.get(loop.index());
      if (of == null) {
        return Optional.empty();
      }
      of.sort(Comparator.comparingLong(Digit::weight));
      long weight = 1;
      for (var digit : of) {
        if (digit.weight() != weight) {
          return Optional.empty();
        }
        weight *= digit.size();
      }
      if (weight != (long) Touch.extent(loop)) {
        return Optional.empty();
      }
    }
    return Optional.of(new View(digits));
  }

  /// A remainder says no more than a dimension's size does: only its quotient counts.
  private static Optional<Digit> digit(Expr place, int dimension, long size) {
    return switch (place) {
      case Index i -> Optional.of(new Digit(i, dimension, 1, size));
      case Expr.Binary(var op, var x, Expr.Const(_, long n))
          when op == Op2.FLOORMOD && n == size && digit(x, dimension, size).isPresent() ->
          digit(x, dimension, size);
      case Expr.Binary(var op, Index i, Expr.Const(_, long n)) when op == Op2.FLOORDIV && n > 1 ->
          Optional.of(new Digit(i, dimension, n, size));
      case Expr.Binary(
              var op,
              Expr.Binary(var mod, Index i, Expr.Const(_, long m)),
              Expr.Const(_, long n))
          when op == Op2.FLOORDIV && mod == Op2.FLOORMOD && n > 1 && m == n * size ->
          Optional.of(new Digit(i, dimension, n, size));
      case Expr.Const _,
          Expr.Size _,
          Expr.Local _,
          Expr.Read _,
          Expr.Let _,
          Expr.Cast _,
          Expr.Unary _,
          Expr.Binary _,
          Expr.Select _ ->
          Optional.empty();
    };
  }

  /// The loops' iterations that read a place.
  Map<Expr, Expr> at(List<Expr> place) {
    var by = new HashMap<Expr, Expr>();
    digits.forEach((loop, of) -> {
      Expr sum = Expr.of(0);
      for (var digit : of) {
        sum = sum.plus(place.get(digit.dimension()).times(Expr.of(digit.weight())));
      }
      by.put(loop, Simplify.of(sum));
    });
    return by;
  }
}
