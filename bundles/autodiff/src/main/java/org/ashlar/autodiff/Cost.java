package org.ashlar.autodiff;

import java.util.Collection;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// What values take: bytes to keep, operations to compute again. A size that is known at launch
/// only counts with the most it can be.
final class Cost {
  private Cost() {}

  static long bytes(Collection<Value> values) {
    return values.stream().mapToLong(v -> bytes(v.type())).sum();
  }

  private static long bytes(Type type) {
    return type instanceof TensorType t ? (long) elements(t) * t.dtype().bytes() : 0;
  }

  static double elements(TensorType type) {
    return type.shape().sizes().stream().mapToDouble(Cost::most).reduce(1, (a, b) -> a * b);
  }

  private static double most(Expr size) {
    return switch (size) {
      case Expr.Const(_, long n) -> n;
      case Expr.Size(_, _, long max) -> max;
      default -> Facts.NONE.range(size).max();
    };
  }

  private static Meaning meaning(Value value) {
    return value.op().meaning(value.args().stream().map(Value::type).toList());
  }

  /// Whether computing a call is more than a pass over its result's elements.
  static boolean isDear(Value value) {
    return switch (meaning(value)) {
      case Meaning.Pointwise _ -> false;
      case Meaning.Indexed m -> !m.over().isEmpty();
      case Meaning.Composed(var body) -> isDear(body);
      case Meaning.Scanned _,
          Meaning.Scattered _,
          Meaning.Chosen _,
          Meaning.Repeated _,
          Meaning.Opaque _ ->
          true;
    };
  }

  private static boolean isDear(Function body) {
    return Walk.order(body.outputs()).stream()
        .anyMatch(v -> !(v.op() instanceof Input) && isDear(v));
  }

  /// Whether only the host can compute a call: never twice.
  static boolean isHosted(Value value) {
    return switch (meaning(value)) {
      case Meaning.Opaque _ -> true;
      case Meaning.Repeated m -> m.times().isEmpty() || isHosted(m.body());
      case Meaning.Chosen m -> isHosted(m.then()) || isHosted(m.otherwise());
      case Meaning.Composed(var body) -> isHosted(body);
      case Meaning.Pointwise _, Meaning.Indexed _, Meaning.Scanned _, Meaning.Scattered _ -> false;
    };
  }

  private static boolean isHosted(Function body) {
    return Walk.order(body.outputs()).stream()
        .anyMatch(v -> !(v.op() instanceof Input) && isHosted(v));
  }

  /// The scalar operations of a call: elements times what is combined for each.
  static double operations(Value value) {
    return switch (meaning(value)) {
      case Meaning.Pointwise _, Meaning.Scanned _, Meaning.Opaque _ -> elements(value.tensor());
      case Meaning.Indexed m -> elements(value.tensor()) * extents(m.over());
      case Meaning.Scattered m -> elements(value.tensor()) + extents(m.over());
      case Meaning.Composed(var body) -> operations(body);
      case Meaning.Chosen m -> Math.max(operations(m.then()), operations(m.otherwise()));
      case Meaning.Repeated m -> operations(m.body()) * m.times().map(Cost::most).orElse(1.0);
    };
  }

  private static double operations(Function body) {
    return Walk.order(body.outputs()).stream()
        .filter(v -> !(v.op() instanceof Input) && v == v.results().getFirst())
        .mapToDouble(Cost::operations)
        .sum();
  }

  private static double extents(Collection<Axis> axes) {
    return axes.stream().mapToDouble(axis -> most(axis.extent())).reduce(1, (a, b) -> a * b);
  }
}
