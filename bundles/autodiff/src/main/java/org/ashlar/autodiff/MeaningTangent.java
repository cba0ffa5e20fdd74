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
              derive(new Meaning.Indexed(meaning.result(), meaning.over(), by, List.of(body))));
    }
    return DualReducer.of(meaning.by())
        .map(by ->
            derive(
                new Meaning.Indexed(
                    meaning.result(),
                    meaning.over(),
                    by.reducer(),
                    by.body(this, meaning.body()))));
  }

  Optional<Value> scanned(Meaning.Scanned meaning) {
    if (isLinear(meaning.by())) {
      return growth(meaning.body().getFirst())
          .map(body -> derive(scan(meaning, meaning.by(), List.of(body))));
    }
    return DualReducer.of(meaning.by())
        .map(by -> derive(scan(meaning, by.reducer(), by.body(this, meaning.body()))));
  }

  private static Meaning scan(Meaning.Scanned like, Reducer by, List<Expr> body) {
    return new Meaning.Scanned(
        like.result(), like.along(), by, body, like.exclusive(), like.reverse());
  }

  /// The terms' shares of growth, added up at their places.
  Optional<Value> scattered(Meaning.Scattered meaning) {
    var initial = growth(meaning.initial());
    var body = growth(meaning.body());
    if (initial.isEmpty() && body.isEmpty()) {
      return Optional.empty();
    }
    var shares = new Shares(call, meaning, 2 * moved.size());
    boolean isSum = meaning.combine() == Op2.ADD;
    var sum =
        new Meaning.Scattered(
            meaning.result(),
            initial.map(shares::ofInitial).orElse(zero(meaning.initial())),
            meaning.over(),
            meaning.at(),
            Op2.ADD,
            body.map(e -> isSum ? e : shares.ofTerm(e)).orElse(zero(meaning.body())));
    return Optional.of(derive(sum, shares.extras()));
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
    return derive(meaning, List.of());
  }

  private Value derive(Meaning meaning, List<Value> extras) {
    var args = new ArrayList<>(call.args());
    for (int i = 0; i < moved.size(); i++) {
      args.add(moved.get(i).orElse(call.arg(i)));
    }
    args.addAll(extras);
    var label = "t_" + Call.label(call);
    return Derive.apply(call.graph(), label, meaning, result(), args);
  }

  private static Expr zero(Expr like) {
    return Expr.of(like.dtype(), 0);
  }

  /// Sums and plain rearrangements.
  private static boolean isLinear(Reducer by) {
    return by.isSingle()
        && (by.combine() == Op2.ADD || by.combine() == Op2.SET)
        && new Fold(by).isPlain();
  }
}
