package org.ashlar.compiler;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Evaluator;

/// Evaluates a value before and after a rule on random inputs, and tells where the numbers differ
/// by more than rounding can explain (`semantics.md`, reference and tolerance). What
/// `ashlar.verify=2` asks for.
final class RuleCheck {
  /// Larger graphs are left alone: an evaluation looks at every element of every value.
  private static final long ELEMENTS = 200_000;

  private static final int VALUES = 1_000;

  private static final long SEED = 42;

  private final Evaluator evaluator;

  RuleCheck(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /// The first place that differs; empty where the rule computes the same, or the graph is too
  /// large to tell.
  Optional<String> difference(Value before, Value after) {
    var order = Walk.order(List.of(before, after));
    if (order.size() > VALUES
        || !order.stream().allMatch(RuleCheck::isKnown)
        || order.stream().mapToLong(v -> v.tensor().shape().elements()).sum() > ELEMENTS) {
      return Optional.empty();
    }
    var inputs = order.stream().filter(v -> v.op() instanceof Input).toList();
    var random = new Random(SEED);
    var numbers = inputs.stream().map(i -> random(i.tensor(), random)).toList();
    var results = evaluator.evaluate(Function.of("rule", inputs, List.of(before, after)), numbers);
    return difference(results.getFirst(), results.getLast());
  }

  static Optional<String> difference(Evaluator.Result before, Evaluator.Result after) {
    double unit = unit(before.data().dtype());
    long terms = Math.max(before.terms(), after.terms()) + 8;
    for (int i = 0; i < before.data().elements(); i++) {
      double x = before.data().get(i);
      double y = after.data().get(i);
      double magnitude = Math.max(Math.abs(x), Math.abs(y));
      if (i < before.magnitude().length && i < after.magnitude().length) {
        magnitude = Math.max(magnitude, Math.max(before.magnitude()[i], after.magnitude()[i]));
      }
      boolean same =
          x == y
              || Double.isNaN(x) && Double.isNaN(y)
              || Math.abs(x - y) <= terms * unit * magnitude;
      if (!same) {
        return Optional.of(
            "element " + i + " was " + x + ", is " + y + " (inputs of seed " + SEED + ")");
      }
    }
    return Optional.empty();
  }

  private static boolean isKnown(Value value) {
    return value.type() instanceof TensorType t && t.shape().isConstant();
  }

  private static TensorData random(TensorType type, Random random) {
    var data = TensorData.zeros(type.dtype(), type.shape().constants());
    for (long i = 0; i < data.elements(); i++) {
      // whole numbers are often places: small ones are in range
      data.set(
          i,
          Codec.encode(
              type.dtype(), type.dtype().isFloat() ? random.nextGaussian() : random.nextInt(2)));
    }
    return data;
  }

  /// Half the distance from 1 to the next number; nothing for exact dtypes.
  private static double unit(DType dtype) {
    return switch (dtype) {
      case F64 -> 0x1p-53;
      case F32, TF32 -> 0x1p-24;
      case F16 -> 0x1p-11;
      case BF16 -> 0x1p-8;
      default -> dtype.isFloat() ? 0x1p-3 : 0;
    };
  }
}
