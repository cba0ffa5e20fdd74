package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// The gradient of a running sum: a running sum of `dy` in the other direction, brought back to the
/// places read.
final class ScannedGradient {
  private final Call call;
  private final Meaning.Scanned meaning;
  private final Expr body;
  private final Value sums;

  ScannedGradient(Call call, Meaning.Scanned meaning) {
    this.call = call;
    this.meaning = meaning;
    this.body = Call.plain(meaning.body().getFirst());
    var wide = meaning.by().states().getFirst();
    var term = call.dy(meaning.result()).cast(wide);
    this.sums =
        call.derive(
            new Meaning.Scanned(
                meaning.result(),
                meaning.along(),
                Reducer.sum(wide),
                List.of(term),
                meaning.exclusive(),
                !meaning.reverse()),
            new TensorType(wide, call.result().shape()));
  }

  /// Whether this is a sum.
  static boolean takes(Reducer by) {
    return by.isSingle() && by.combine() == Op2.ADD && new Fold(by).isPlain();
  }

  /// The gradient of an argument; empty where the body does not depend on it.
  Optional<Value> of(int position) {
    var parts = new ArrayList<Value>();
    for (var read : Call.reads(body, position)) {
      Tangent.of(body, read::equals, call.extra(sums, meaning.result()))
          .ifPresent(part -> {
            var back = call.scattered(position, call.axes(meaning.result()), read.at(), part);
            parts.add(call.derive(back, call.arg(position), sums));
          });
    }
    return Call.sum(parts);
  }
}
