package org.ashlar.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cast;

/// Products whose weights lie in floats of 16 bits, and are widened where they are read.
///
/// What they meet stays f32, which costs no time on machines that multiply f32 as fast, and is the
/// better result.
final class Shorter {
  private Shorter() {}

  static Optional<Value> product(Operator op, List<Value> args, DType dtype) {
    var weight = args.get(1);
    if (isShort(weight)) {
      return Optional.empty();
    }
    var narrow = Build.apply(new Cast(dtype), weight);
    var changed = new ArrayList<>(args);
    changed.set(1, Build.cast(narrow, DType.F32));
    return Optional.of(weight.graph().apply(op, changed));
  }

  /// Whether a value was brought to 16 bits before, however it was moved since.
  private static boolean isShort(Value value) {
    return value.op() instanceof Cast && value.arg(0).tensor().dtype().bits() <= 16;
  }
}
