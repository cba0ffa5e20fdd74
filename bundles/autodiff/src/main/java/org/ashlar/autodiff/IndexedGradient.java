package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;

/// The gradient of an operator that gathers elements and combines them: `dy` goes back to the
/// places that were read.
///
/// It is said as a scatter; where the places are affine, the rule that inverts indices makes plain
/// loops of it.
final class IndexedGradient {
  private final Call call;
  private final Meaning.Indexed meaning;
  private final Expr body;
  private final Value dy;

  IndexedGradient(Call call, Meaning.Indexed meaning) {
    this.call = call;
    this.meaning = meaning;
    this.body = Call.plain(meaning.body().getFirst());
    this.dy = beforeFinish();
  }

  /// Whether the reducer is a sum, picks one element, or combines nothing.
  static boolean takes(Reducer by) {
    return by.isSingle()
        && switch (by.combine()) {
          case SET, ADD, MAX, MIN -> true;
          default -> false;
        };
  }

  /// The gradient of an argument; empty where the body does not depend on it. Each different place
  /// that the body reads has a part of its own, and the parts are added.
  Optional<Value> of(int position) {
    var parts = new ArrayList<Value>();
    for (var read : Call.reads(body, position)) {
      Tangent.of(body, read::equals, dy()).ifPresent(part -> parts.add(back(position, read, part)));
    }
    return Call.sum(parts);
  }

  /// What one read of the argument gets back: `part` at the place read, for every place of the
  /// result and every combined index.
  ///
  /// @param part how the body grows by the read, with `dy` as the seed
  private Value back(int position, Expr.Read read, Expr part) {
    var over = new ArrayList<>(call.axes(meaning.result()));
    over.addAll(meaning.over());
    var reached = new Call(call.value(), dy);
    return switch (meaning.by().combine()) {
      case SET, ADD ->
          reached.derive(reached.scattered(position, over, read.at(), part), call.arg(position));
      case MAX, MIN -> {
        var winner = winner();
        var wins =
            reached.extra(winner, meaning.result()).eq(linear().cast(winner.tensor().dtype()));
        var only = wins.select(part, Expr.of(part.dtype(), 0));
        yield reached.derive(
            reached.scattered(position, over, read.at(), only), call.arg(position), winner);
      }
      default ->
          throw new IllegalStateException("the reducer " + meaning.by().name() + " is a fold");
    };
  }

  private Expr dy() {
    return new Expr.Read(
        new Operand(call.value().args().size(), dy.tensor().dtype()),
        List.copyOf(meaning.result()));
  }

  /// `dy` by the state before the reducer's finish.
  private Value beforeFinish() {
    var finish = meaning.by().finish();
    if (new Fold(meaning.by()).isPlain()) {
      return call.dy();
    }
    var states = states();
    var type = states.tensor();
    var part =
        Tangent.of(finish, state()::equals, call.dy(List.of())).orElse(Expr.of(type.dtype(), 0));
    var read = Rewrite.substitute(part, Map.of(state(), call.extra(states, List.of())));
    return call.derive(new Meaning.Pointwise(read.cast(type.dtype())), type, states);
  }

  private Expr.Local state() {
    return Reducer.so(0, meaning.by().states().getFirst());
  }

  /// The state before the reducer's finish, computed again where that changes it.
  private Value states() {
    if (meaning.by().finish().equals(state())) {
      return call.value();
    }
    var by = meaning.by();
    var bare = new Reducer(by.name(), by.identity(), by.merge(), state());
    var type = new TensorType(state().dtype(), call.result().shape());
    return call.derive(
        new Meaning.Indexed(meaning.result(), meaning.over(), bare, List.of(body)), type);
  }

  /// The place, counted over the combined indices, of the first element that is the result, or is
  /// no number.
  private Value winner() {
    var states = states();
    var best = call.extra(states, meaning.result());
    var is = body.eq(best).or(new Expr.Unary(Op1.IS_NAN, body));
    var dtype = count() <= Integer.MAX_VALUE ? DType.I32 : DType.I64;
    var place = is.select(linear().cast(dtype), new Expr.Const(dtype, Codec.largest(dtype)));
    var type = new TensorType(dtype, call.result().shape());
    return call.derive(
        new Meaning.Indexed(meaning.result(), meaning.over(), Reducer.min(dtype), List.of(place)),
        type,
        states);
  }

  /// How many elements are combined; the most where that is known at launch only.
  private long count() {
    long count = 1;
    for (var axis : meaning.over()) {
      if (!(axis.extent() instanceof Expr.Const(_, long n))) {
        return Long.MAX_VALUE;
      }
      count = Math.multiplyExact(count, n);
    }
    return count;
  }

  /// The combined indices as one number, row-major.
  private Expr linear() {
    Expr linear = Expr.of(0);
    for (var axis : meaning.over()) {
      linear = Sizes.add(Sizes.multiply(linear, axis.extent()), axis.index());
    }
    return linear;
  }
}
