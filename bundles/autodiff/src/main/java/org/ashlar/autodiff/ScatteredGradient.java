package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;

/// The gradient of an operator that combines terms into computed places: a term gets its share of
/// `dy` at its place, if it had one; the start gets the share of `dy` that is its own.
final class ScatteredGradient {
  private final Call call;
  private final Meaning.Scattered meaning;
  private final Expr initial;
  private final Expr body;
  private final Shares shares;

  ScatteredGradient(Call call, Meaning.Scattered meaning) {
    this.call = call;
    this.meaning = meaning;
    this.initial = Call.plain(meaning.initial());
    this.body = Call.plain(meaning.body());
    this.shares = new Shares(call.value(), meaning, call.value().args().size() + 1);
  }

  /// The gradient of an argument: a part through the start, another through the terms; empty where
  /// neither depends on it.
  Optional<Value> of(int position) {
    var parts = new ArrayList<Value>();
    for (var read : Call.reads(initial, position)) {
      Tangent.of(initial, read::equals, call.dy(meaning.result()))
          .map(part ->
              call.scattered(
                  position, call.axes(meaning.result()), read.at(), shares.ofInitial(part)))
          .ifPresent(back -> parts.add(derive(back, position)));
    }
    for (var read : Call.reads(body, position)) {
      Tangent.of(body, read::equals, call.dy(meaning.at()))
          .map(part -> call.scattered(position, meaning.over(), read.at(), shares.ofTerm(part)))
          .ifPresent(back -> parts.add(derive(back, position)));
    }
    return Call.sum(parts);
  }

  private Value derive(Meaning back, int position) {
    return call.derive(back, call.arg(position), shares.extras().toArray(Value[]::new));
  }
}
