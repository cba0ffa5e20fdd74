package org.ashlar.ir;

import java.util.List;

/// What the results of an operator are. Bodies read the arguments through {@link Operand}.
///
/// Result indices are as many as the result has dimensions; their extents are the result's sizes.
public sealed interface Meaning {
  /// Each element is an expression over the arguments' elements at the same place, broadcast as
  /// NumPy does: arguments are aligned at the last dimension, size 1 repeats. Reads have no places:
  /// `Read(a0, [])`.
  record Pointwise(Expr body) implements Meaning {}

  /// Each element is an expression over elements at any place, combined over more indices. With no
  /// `over` the reducer is {@link Reducer#none} and the single body is the element.
  ///
  /// @param body one expression a state of the reducer
  record Indexed(List<Expr.Index> result, List<Axis> over, Reducer by, List<Expr> body)
      implements Meaning {
    public Indexed {
      result = List.copyOf(result);
      over = List.copyOf(over);
      body = List.copyOf(body);
      if (body.size() != by.identity().size()) {
        throw new IllegalArgumentException(
            "meaning: "
                + by.name()
                + " has "
                + by.identity().size()
                + " states, the body "
                + body.size());
      }
    }

    /// A rearrangement: each element is `body`.
    public static Indexed of(List<Expr.Index> result, Expr body) {
      return new Indexed(result, List.of(), Reducer.none(body.dtype()), List.of(body));
    }
  }

  /// Each element is what the elements before it along one index combine to.
  ///
  /// @param along the result index that is scanned
  record Scanned(
      List<Expr.Index> result,
      Expr.Index along,
      Reducer by,
      List<Expr> body,
      boolean exclusive,
      boolean reverse)
      implements Meaning {
    public Scanned {
      result = List.copyOf(result);
      body = List.copyOf(body);
    }
  }

  /// The result starts as `initial` (over the result indices) and `body` is combined into the place
  /// `at` for every value of `over`. A place outside the result is skipped. Later values of `over`
  /// win where `combine` is SET.
  record Scattered(
      List<Expr.Index> result, Expr initial, List<Axis> over, List<Expr> at, Op2 combine, Expr body)
      implements Meaning {
    public Scattered {
      result = List.copyOf(result);
      over = List.copyOf(over);
      at = List.copyOf(at);
    }
  }

  /// A graph of other operators; its inputs are the arguments, its outputs the results.
  record Composed(Function body) implements Meaning {}

  /// Only a host function knows.
  record Opaque(HostFunction reference) implements Meaning {}
}
