package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Derive;

/// The tangent of a call whose operator says what it means: the same loops over dual numbers.
///
/// Inside the meanings made here, operand `i` is argument `i`, and `n + i` its tangent.
record MeaningTangent(Value call, List<Optional<Value>> moved) {
  Optional<Value> pointwise(Meaning.Pointwise meaning) {
    return growth(meaning.body())
        .map(body -> derive(new Meaning.Pointwise(body.cast(result().dtype()))));
  }

  /// The tangent of a sum is the sum of tangents; any other reduction is one of dual numbers.
  Optional<Value> indexed(Meaning.Indexed meaning) {
    if (isLinear(meaning.by())) {
      var by = meaning.by();
      return growth(meaning.body().getFirst())
          .map(body ->
              derive(
                  new Meaning.Indexed(meaning.result(), meaning.over(), by, List.of(body))));
    }
    return DualReducer.of(meaning.by())
        .map(by ->
            derive(
                new Meaning.Indexed(
                    meaning.result(), meaning.over(), by.reducer(), by.body(this, meaning.body()))));
  }

  Optional<Value> scanned(Meaning.Scanned meaning) {
    if (isLinear(meaning.by())) {
      return growth(meaning.body().getFirst()).map(body -> derive(scan(meaning, meaning.by(), List.of(body))));
    }
    return DualReducer.of(meaning.by())
        .map(by -> derive(scan(meaning, by.reducer(), by.body(this, meaning.body()))));
  }

  private static Meaning scan(Meaning.Scanned like, Reducer by, List<Expr> body) {
    return new Meaning.Scanned(
        like.result(), like.along(), by, body, like.exclusive(), like.reverse());
  }

  /// What is added or set grows as it is added or set.
  Optional<Value> scattered(Meaning.Scattered meaning) {
    var initial = growth(meaning.initial());
    var body = growth(meaning.body());
    if (initial.isEmpty() && body.isEmpty()) {
      return Optional.empty();
    }
    if (meaning.combine() != Op2.ADD && meaning.combine() != Op2.SET) {
      throw new IllegalArgumentException(
          "a scatter that combines by " + meaning.combine() + " has no derivative");
    }
    return Optional.of(
        derive(
            new Meaning.Scattered(
                meaning.result(),
                initial.orElse(zero(meaning.initial())),
                meaning.over(),
                meaning.at(),
                meaning.combine(),
                body.orElse(zero(meaning.body())))));
  }

  /// How an expression over the arguments grows; empty where it stands still.
  Optional<Expr> growth(Expr e) {
    return Tangent.of(
        e,
        leaf ->
            leaf instanceof Expr.Read(Operand(int position, var dtype), var at)
                    && moved.get(position).isPresent()
                ? Optional.of(new Expr.Read(new Operand(moved.size() + position, dtype), at))
                : Optional.empty());
  }

  private TensorType result() {
    return call.tensor();
  }

  private Value derive(Meaning meaning) {
    var args = new ArrayList<>(call.args());
    for (int i = 0; i < moved.size(); i++) {
      args.add(moved.get(i).orElse(call.arg(i)));
    }
    var label = "t_" + Call.label(call);
    return Derive.apply(call.graph(), label, meaning, result(), args);
  }

  private static Expr zero(Expr like) {
    return Expr.of(like.dtype(), 0);
  }

  /// Sums and plain rearrangements.
  private static boolean isLinear(Reducer by) {
    if (!by.isSingle() || by.combine() != Op2.ADD && by.combine() != Op2.SET) {
      return false;
    }
    var state = Reducer.so(0, by.states().getFirst());
    return by.finish().equals(state.cast(by.finish().dtype()));
  }
}
