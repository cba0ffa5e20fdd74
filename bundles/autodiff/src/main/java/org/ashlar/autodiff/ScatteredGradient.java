package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Value;

/// The gradient of an operator that adds to computed places: what was added gets `dy` from its
/// place, if it had one; the start gets `dy` as it is.
final class ScatteredGradient {
  private final Call call;
  private final Meaning.Scattered meaning;
  private final Expr initial;
  private final Expr body;

  ScatteredGradient(Call call, Meaning.Scattered meaning) {
    if (meaning.combine() != Op2.ADD) {
      throw new IllegalArgumentException(
          "a scatter that combines by " + meaning.combine() + " has no derivative");
    }
    this.call = call;
    this.meaning = meaning;
    this.initial = Call.plain(meaning.initial());
    this.body = Call.plain(meaning.body());
  }

  /// The gradient of an argument: a part through the start, another through what is added; empty
  /// where neither depends on it.
  Optional<Value> of(int position) {
    var parts = new ArrayList<Value>();
    for (var read : Call.reads(initial, position)) {
      Tangent.of(initial, read::equals, call.dy(meaning.result()))
          .ifPresent(part -> {
            var back = call.scattered(position, call.axes(meaning.result()), read.at(), part);
            parts.add(call.derive(back, call.arg(position)));
          });
    }
    for (var read : Call.reads(body, position)) {
      Tangent.of(body, read::equals, call.dy(meaning.at()))
          .ifPresent(part -> {
            parts.add(
                call.derive(
                    call.scattered(position, meaning.over(), read.at(), inside(part)),
                    call.arg(position)));
          });
    }
    return Call.sum(parts);
  }

  /// 0 where the place lies outside the result: nothing was added there.
  private Expr inside(Expr part) {
    var facts = Facts.NONE;
    for (var axis : meaning.over()) {
      facts = facts.with(axis.index(), axis.extent());
    }
    Expr all = part;
    for (int d = 0; d < meaning.at().size(); d++) {
      var at = meaning.at().get(d);
      for (var condition : new Expr[] {Expr.of(0).le(at), at.lt(call.result().size(d))}) {
        all = facts.proves(condition) ? all : condition.select(all, Expr.of(all.dtype(), 0));
      }
    }
    return all;
  }
}
