package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.operators.random.Bernoulli;
import org.ashlar.operators.random.Multinomial;
import org.ashlar.operators.random.RandomExponential;
import org.ashlar.operators.random.RandomGumbel;
import org.ashlar.operators.random.RandomInteger;
import org.ashlar.operators.random.RandomTruncatedNormal;
import org.junit.jupiter.api.Test;

/// Random numbers have mean and variance of their distribution: 10,000 from one seed, so the test
/// gives the same each time; bounds are 5 standard errors.
class DistributionTest {
  private static final int COUNT = 10_000;
  private static final Shape MANY = Shape.of(COUNT);

  @Test
  void exponential() {
    check(draw(new RandomExponential(DType.F32, MANY, 0)), 1, 1, 9);
  }

  @Test
  void gumbel() {
    var variance = Math.PI * Math.PI / 6;
    check(
        draw(new RandomGumbel(DType.F32, MANY, 0)),
        0.5772156649,
        variance,
        5.4 * variance * variance);
  }

  @Test
  void truncatedNormal() {
    var numbers = draw(new RandomTruncatedNormal(DType.F32, MANY, -2, 2, 0));
    assertTrue(Arrays.stream(numbers).allMatch(x -> -2 <= x && x <= 2));
    check(numbers, 0, 0.7737413, 1.42);
    // half a normal distribution: √(2/π), 1 - 2/π
    var half = draw(new RandomTruncatedNormal(DType.F64, MANY, 0, 8, 1));
    check(half, Math.sqrt(2 / Math.PI), 1 - 2 / Math.PI, 0.51);
  }

  @Test
  void integers() {
    var numbers = draw(new RandomInteger(DType.I8, MANY, -3, 4, 0));
    for (long value = -3; value < 4; value++) {
      long at = value;
      frequency(Arrays.stream(numbers).filter(x -> x == at).count(), 1.0 / 7);
    }
    assertEquals(COUNT, Arrays.stream(numbers).filter(x -> -3 <= x && x < 4).count());
  }

  @Test
  void truths() {
    var p = TensorData.zeros(DType.F32, COUNT);
    for (int i = 0; i < COUNT; i++) {
      p.set(i, Codec.encode(DType.F32, i % 2 == 0 ? 0.25 : 1));
    }
    var numbers = draw(new Bernoulli(), p);
    frequency(IntStream.range(0, COUNT).filter(i -> i % 2 == 0 && numbers[i] == 1).count(), 0.125);
    assertEquals(
        COUNT / 2, IntStream.range(0, COUNT).filter(i -> i % 2 == 1 && numbers[i] == 1).count());
  }

  @Test
  void classes() {
    var shares = new double[] {0.1, 0.2, 0, 0.7};
    var logits = TensorData.of(DType.F32, Arrays.stream(shares).map(Math::log).toArray(), 4);
    var numbers = draw(new Multinomial(COUNT, DType.I64, 0), logits);
    for (int k = 0; k < shares.length; k++) {
      int at = k;
      frequency(Arrays.stream(numbers).filter(x -> x == at).count(), shares[k]);
    }
  }

  private static void frequency(long count, double probability) {
    double error = Math.sqrt(COUNT * probability * (1 - probability));
    assertEquals(COUNT * probability, count, 5 * error);
  }

  /// @param fourth the fourth central moment, or a bound of it
  private static void check(double[] numbers, double mean, double variance, double fourth) {
    double average = Arrays.stream(numbers).average().orElseThrow();
    assertEquals(mean, average, 5 * Math.sqrt(variance / COUNT));
    double spread =
        Arrays.stream(numbers).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    assertEquals(variance, spread, 5 * Math.sqrt((fourth - variance * variance) / COUNT));
  }

  private static double[] draw(Operator operator, TensorData... before) {
    var graph = new Graph();
    var data = new ArrayList<>(List.of(before));
    data.add(TensorData.scalar(DType.I64, 20261122));
    var inputs =
        IntStream.range(0, data.size())
            .mapToObj(i -> graph.input("x" + i, data.get(i).type()))
            .toList();
    var function = Function.of("draw", inputs, List.of(graph.apply(operator, inputs)));
    var evaluator = Family.REGISTRY.find(Evaluator.class).getFirst().service();
    return evaluator.evaluate(function, data).getFirst().data().toDoubles();
  }
}
