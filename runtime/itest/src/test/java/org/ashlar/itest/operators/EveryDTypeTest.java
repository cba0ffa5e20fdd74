package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.Laws;
import org.ashlar.testkit.OperatorLaws;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Operators give the same on every device for every dtype that their shape rule takes: each
/// operator's first case, with its numbers of another kind. An operator is tried on every fifth
/// dtype, its neighbours on the others.
class EveryDTypeTest {
  private static final int STRIDE = 5;

  private static final List<Family> FAMILIES =
      List.of(
          new PointwiseTest(),
          new ActivationTest(),
          new ReduceTest(),
          new NormaliseTest(),
          new LossTest(),
          new AttentionTest());

  @TestFactory
  Stream<DynamicTest> agreesOnEveryDevice() {
    var all = FAMILIES.stream().flatMap(family -> family.laws().stream()).toList();
    return IntStream.range(0, all.size())
        .mapToObj(i ->
            DynamicTest.dynamicTest(all.get(i).subject(), () -> check(all.get(i), i % STRIDE)));
  }

  private static void check(OperatorLaws laws, int start) {
    var first = laws.cases().stream().filter(Case::accepted).findFirst().orElseThrow();
    var cases =
        Arrays.stream(DType.values())
            .filter(dtype -> dtype.isFloat() || dtype.isInteger())
            .filter(dtype -> dtype != DType.TF32 && dtype.ordinal() % STRIDE == start)
            .map(dtype -> retyped(first, dtype))
            .filter(given -> isTaken(first.operator().orElse(laws.operator()), given))
            .toArray(Case[]::new);
    if (cases.length == 0) {
      return; // of none of these dtypes
    }
    for (var law : new OperatorLaws(laws.operator(), cases).laws(Family.REGISTRY)) {
      if (law.name().startsWith("numbers on")) {
        var outcome = Laws.run(laws.subject(), law);
        assertTrue(outcome.held(), outcome::toString);
      }
    }
  }

  /// The case with every float, or where it has none every whole number, of this dtype.
  private static Case retyped(Case given, DType dtype) {
    boolean floats = given.types().stream().anyMatch(t -> dtype(t).isFloat());
    var types =
        given.types().stream()
            .map(t ->
                (floats ? dtype(t).isFloat() : dtype(t).isInteger())
                    ? (Type) new TensorType(dtype, ((TensorType) t).shape())
                    : t)
            .toList();
    return new Case(given.operator(), types, ranges(given, dtype), true, false);
  }

  /// The numbers that the first case draws, as far as the dtype has them.
  private static List<Case.Range> ranges(Case given, DType dtype) {
    double least = Codec.decode(dtype, Codec.least(dtype));
    double largest = Codec.decode(dtype, Codec.largest(dtype));
    return given.ranges().stream()
        .map(r ->
            new Case.Range(
                Math.clamp(r.low(), least, largest), Math.clamp(r.high(), least, largest)))
        .toList();
  }

  private static boolean isTaken(Operator operator, Case given) {
    try {
      operator.infer(given.types());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static DType dtype(Type type) {
    return ((TensorType) type).dtype();
  }
}
