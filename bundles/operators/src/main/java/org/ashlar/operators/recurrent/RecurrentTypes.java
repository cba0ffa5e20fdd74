package org.ashlar.operators.recurrent;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The arguments of a recurrent layer, and their sizes: `x[sequence, batch, input]` (batch first
/// where that is asked for), `w[directions, gates hidden, input]`, `r[directions, gates hidden,
/// hidden]`, then what else is given.
final class RecurrentTypes {
  private final RecurrentOperator op;
  private final Arguments a;

  RecurrentTypes(RecurrentOperator op, List<Type> args) {
    this.op = op;
    this.a = Arguments.of(op, args, 3 + op.given().size());
    a.require(a.rank(0) == 3 && a.rank(1) == 3 && a.rank(2) == 3, "takes x, w, r of 3 dimensions");
    var hidden = a.get(2).size(2);
    a.require(Sizes.known(hidden).isPresent(), "needs a known number of hidden units");
    int directions = op.direction().count();
    is(1, "w", directions, op.gates() * hidden(), a.get(0).size(2));
    is(2, "r", directions, op.gates() * hidden(), hidden);
    for (var given : op.given()) {
      int at = at(given);
      switch (given) {
        case BIAS -> is(at, "the bias", directions, 2 * op.gates() * hidden());
        case LENGTHS -> is(at, "the lengths", batch());
        case INITIAL_H, INITIAL_C -> {
          if (op.batchFirst()) {
            is(at, "the initial state", batch(), directions, hidden);
          } else {
            is(at, "the initial state", directions, batch(), hidden);
          }
        }
        case PEEPHOLES -> is(at, "the peepholes", directions, 3 * hidden());
      }
      boolean right = given == Given.LENGTHS ? a.dtype(at).isInteger() : a.dtype(at) == a.dtype(0);
      a.require(right, given == Given.LENGTHS ? "lengths are whole numbers" : "dtypes differ");
    }
    a.require(a.dtype(0).isFloat(), "takes floats")
        .require(a.dtype(1) == a.dtype(0) && a.dtype(2) == a.dtype(0), "dtypes differ");
  }

  private void is(int argument, String what, Object... sizes) {
    var wanted = new ArrayList<Expr>();
    for (var size : sizes) {
      wanted.add(size instanceof Expr e ? e : Expr.of(((Number) size).longValue()));
    }
    var shape = new Shape(wanted);
    a.require(a.get(argument).shape().equals(shape), what + " must be " + shape);
  }

  /// The position of an argument that is given.
  int at(Given given) {
    return 3 + op.given().indexOf(given);
  }

  boolean has(Given given) {
    return op.given().contains(given);
  }

  long hidden() {
    return Sizes.known(a.get(2).size(2)).orElseThrow();
  }

  Expr input() {
    return a.get(0).size(2);
  }

  Expr batch() {
    return a.get(0).size(op.batchFirst() ? 0 : 1);
  }

  Expr length() {
    return a.get(0).size(op.batchFirst() ? 1 : 0);
  }

  /// A tensor of the dtype of the layer.
  TensorType tensor(Object... sizes) {
    var all = new ArrayList<Expr>();
    for (var size : sizes) {
      all.add(size instanceof Expr e ? e : Expr.of(((Number) size).longValue()));
    }
    return new TensorType(a.dtype(0), new Shape(all));
  }

  /// The states of one direction.
  TensorType state() {
    return tensor(batch(), hidden());
  }

  /// `y[sequence, directions, batch, hidden]`, and the last states `[directions, batch, hidden]`.
  List<Type> results() {
    int directions = op.direction().count();
    var results = new ArrayList<Type>();
    results.add(
        op.batchFirst()
            ? tensor(batch(), length(), directions, hidden())
            : tensor(length(), directions, batch(), hidden()));
    for (int i = 0; i < op.states(); i++) {
      results.add(
          op.batchFirst()
              ? tensor(batch(), directions, hidden())
              : tensor(directions, batch(), hidden()));
    }
    return results;
  }
}
