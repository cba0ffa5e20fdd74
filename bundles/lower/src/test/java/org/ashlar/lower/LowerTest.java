package org.ashlar.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Silu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

class LowerTest {
  private final Graph graph = new Graph();

  private Value input(String name, DType dtype, long... sizes) {
    return graph.input(name, TensorType.of(dtype, sizes));
  }

  private static Function function(List<Value> inputs, Value... outputs) {
    return Function.of("f", inputs, List.of(outputs));
  }

  private static Value chain(Value x, int length, UnaryOperator<Value> step) {
    var y = x;
    for (int i = 0; i < length; i++) {
      y = step.apply(y);
    }
    return y;
  }

  private static long nodes(Plan plan) {
    long[] nodes = {0};
    for (var action : plan.actions()) {
      if (action instanceof Plan.Action.Launch launch) {
        Statements.visit(
            launch.kernel().body(),
            s -> Statements.expressions(s, e -> Rewrite.visit(e, n -> nodes[0]++)));
      }
    }
    return nodes[0];
  }

  // ── size of the result ──

  @Test
  void aThousandGelusStayLinear() {
    var x = input("x", DType.F32, 8);
    var plan = Machine.plan(function(List.of(x), chain(x, 1000, y -> Build.apply(new Gelu(), y))));
    assertEquals(2, plan.actions().size());
    assertTrue(nodes(plan) < 20_000, "nodes: " + nodes(plan));
    assertTrue(
        KernelText.of(plan).length() < 200_000, "characters: " + KernelText.of(plan).length());
  }

  @Test
  void diamondsOfComposedOperatorsStayLinear() {
    var x = input("x", DType.F32, 8);
    var plan =
        Machine.plan(
            function(
                List.of(x),
                chain(x, 200, y -> Build.add(Build.apply(new Silu(), y), Build.mul(y, y)))));
    assertEquals(1, plan.actions().size());
    assertTrue(nodes(plan) < 6_000, "nodes: " + nodes(plan));
  }

  @Test
  void aGraphOfManyOperatorsDoesNotOverflowTheStack() {
    var x = input("x", DType.F32, 4);
    var plan = Machine.plan(function(List.of(x), chain(x, 20_000, y -> Build.add(y, 1))));
    assertTrue(nodes(plan) < 200_000, "nodes: " + nodes(plan));
  }

  // ── numbers ──

  @Test
  void pointwiseFusedEqualsUnfusedBitForBit() {
    for (var dtype : List.of(DType.F16, DType.BF16, DType.F32, DType.F64)) {
      var x = input("x" + dtype, dtype, 5, 7);
      var y = input("y" + dtype, dtype, 7);
      var z =
          Build.mul(
              Build.apply(new Gelu(), Build.add(Build.exp(x), y)),
              Build.sub(Build.tanh(x), Build.sqrt(Build.abs(y))));
      var function = function(List.of(x, y), z);
      var random = new Random(7);
      var inputs = List.of(Machine.random(x.tensor(), random), Machine.random(y.tensor(), random));
      assertEquals(1, Machine.plan(function).actions().size());
      assertEquals(
          Machine.run(Machine.unfused(function), inputs),
          Machine.run(Machine.plan(function), inputs),
          dtype.toString());
    }
  }

  @Test
  void halvesAreSummedInSinglePrecision() {
    var x = input("x", DType.F16, 4096);
    var plan = Machine.plan(function(List.of(x), Build.sum(x)));
    var ones =
        TensorData.of(
            DType.F16, java.util.stream.DoubleStream.generate(() -> 1).limit(4096).toArray(), 4096);
    assertEquals(4096, Machine.run(plan, List.of(ones)).getFirst().get(0));
    assertTrue(KernelText.of(plan).contains("alloc acc: f32[] registers"), KernelText.of(plan));
  }

  @Test
  void emptyTensorsAndScalars() {
    var x = input("x", DType.F32, 0, 3);
    var s = input("s", DType.F32);
    var function =
        function(
            List.of(x, s),
            Build.mul(x, s),
            Build.add(Build.sum(x, 0), s),
            Build.reduceMax(x),
            Build.exp(s));
    var found =
        Machine.run(
            Machine.plan(function),
            List.of(TensorData.zeros(DType.F32, 0, 3), TensorData.scalar(DType.F32, 2)));
    assertEquals(0, found.get(0).elements());
    assertArrayEquals(new float[] {2, 2, 2}, found.get(1).toFloats());
    assertEquals(Double.NEGATIVE_INFINITY, found.get(2).get(0));
    assertEquals((float) Math.exp(2), found.get(3).toFloats()[0]);
  }

  @Test
  void outputsThatAreInputsOrTwiceTheSameAreCopied() {
    var x = input("x", DType.F32, 3);
    var y = Build.neg(x);
    var plan = Machine.plan(function(List.of(x), x, y, y));
    assertEquals(2, plan.actions().stream().filter(Plan.Action.Copy.class::isInstance).count());
    var found = Machine.run(plan, List.of(TensorData.of(new float[] {1, 2, 3}, 3)));
    assertArrayEquals(new float[] {1, 2, 3}, found.get(0).toFloats());
    assertArrayEquals(new float[] {-1, -2, -3}, found.get(1).toFloats());
    assertArrayEquals(new float[] {-1, -2, -3}, found.get(2).toFloats());
  }

  @Test
  void sizesKnownAtLaunchStayInTheLoops() {
    var n = new Expr.Size("n", 1, 64);
    var x = graph.input("x", new TensorType(DType.F32, new Shape(List.of(n, Expr.of(4)))));
    var plan =
        Machine.plan(
            function(List.of(x), Build.apply(new Softmax(-1), Build.apply(new Gelu(), x))));
    assertEquals(List.of(n), plan.sizes());
    assertTrue(KernelText.of(plan).contains("for i0 < n"), KernelText.of(plan));
  }

  // ── same in, same out ──

  @Test
  void theSameFunctionGivesTheSameText() {
    var random = new Random(11);
    for (int i = 0; i < 20; i++) {
      long seed = random.nextLong();
      var once = KernelText.of(Machine.plan(Programs.of(new Random(seed), 12)));
      assertEquals(
          once, KernelText.of(Machine.plan(Programs.of(new Random(seed), 12))), "seed " + seed);
    }
  }

  // ── errors ──

  private record Sorted() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(tensors -> tensors);
    }
  }

  private static String error(Function function) {
    return assertThrows(IllegalArgumentException.class, () -> Machine.plan(function)).getMessage();
  }

  @Test
  void anOpaqueOperatorIsNamed() {
    var x = input("x", DType.F32, 3);
    assertEquals(
        "sorted: has no loops: its meaning is a host function (opaque); run it on the reference device",
        error(function(List.of(x), graph.apply(new Sorted(), x))));
  }

  @Test
  void anUnknownOperatorIsNamed() {
    var x = input("x", DType.F32, 3);
    var unknown = graph.apply(new Unknown("", "topk", 2, "", List.of(x.type())), x);
    assertEquals(
        unknown.op().id() + ": nobody provides this operator now: it cannot be lowered",
        error(function(List.of(x), unknown)));
  }

  @Test
  void whatLivesOnTheHostIsNamed() {
    var x = graph.input("words", TensorType.of(DType.STRING, 3));
    assertEquals(
        "words: has no loops: string lives on the host only: string[3]",
        error(function(List.of(x), x)));
  }
}
