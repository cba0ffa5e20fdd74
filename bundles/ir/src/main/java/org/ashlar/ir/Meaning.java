package org.ashlar.ir;

import java.util.List;
import java.util.Optional;

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

  /// One of two functions by a truth: argument 0 is `bool[]`, the others are the inputs of both;
  /// the results are the outputs of the chosen one. What is not chosen is not computed.
  record Chosen(Function then, Function otherwise) implements Meaning {
    public Chosen {
      Bodies.alike(then, otherwise);
    }
  }

  /// A function over and over, each step on what the step before left.
  ///
  /// Arguments in order: carried values; sequences, cut along dimension 0; constants, which every
  /// step sees. The body takes the number of the step from 0 (`i64[]`), carried values, one element
  /// of each sequence, constants; it gives the next carried values, then one element of each
  /// stacked result. The results are the carried values after the last step, then the stacked ones,
  /// whose dimension 0 has the extent `times`.
  ///
  /// @param times how many steps; empty: as many as the condition allows, with neither sequences
  ///   nor stacked results
  /// @param conditional whether the first carried value is a truth, `bool[]`, before each step:
  ///   once it is false no step runs any more, carried values stay, and the rest of stacked results
  ///   is 0
  /// @param reverse whether step t sees and makes the elements at `times - 1 - t`
  record Repeated(
      Function body,
      int carried,
      int sequences,
      Optional<Expr> times,
      boolean conditional,
      boolean reverse)
      implements Meaning {
    public Repeated {
      Bodies.repeats(body, carried, sequences, times, conditional);
    }

    /// How many of the results are stacked.
    public int stacked() {
      return body.outputs().size() - carried;
    }

    /// How many of the arguments every step sees.
    public int constants() {
      return body.inputs().size() - 1 - carried - sequences;
    }
  }

  /// Only a host function knows.
  ///
  /// @param says what it computes, in one sentence for people; may be empty
  record Opaque(String says, HostFunction reference) implements Meaning {
    public Opaque(HostFunction reference) {
      this("", reference);
    }
  }
}
