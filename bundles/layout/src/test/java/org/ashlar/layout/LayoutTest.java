package org.ashlar.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.product.Conv;
import org.junit.jupiter.api.Test;

/// How the buffers of small plans come to lie.
class LayoutTest {
  private final Graph graph = new Graph();
  private final List<Value> inputs = new ArrayList<>();

  private Value input(String name, long... sizes) {
    var input = graph.input(name, TensorType.of(DType.F32, sizes));
    inputs.add(input);
    return input;
  }

  private static Value conv(Value x, Value w, long pad, long groups) {
    return Build.conv(
        x, w, new Conv(List.of(1L, 1L), List.of(pad, pad, pad, pad), List.of(1L, 1L), groups));
  }

  private void check(String name, Value... outputs) {
    check(name, Machine.lowered(Function.of(name, inputs, List.of(outputs)), Machine.TARGET));
  }

  private static void check(String name, Plan plan) {
    var notes = new StringBuilder();
    var arranged = Machine.arranged(plan, note -> notes.append(note).append('\n'));
    Golden.check(name, notes + KernelText.of(arranged));
    var numbers = Machine.inputs(plan, new Random(1));
    var expected = Machine.run(plan, numbers);
    var found = Machine.run(arranged, numbers);
    for (int i = 0; i < found.size(); i++) {
      assertEquals(expected.get(i), found.get(i), name);
    }
  }

  /// Channels lie innermost, results are stored where the next convolution reads them, and the
  /// residual is read from there.
  @Test
  void convolutionsWithAResidual() {
    var x = input("x", 1, 8, 10, 10);
    var first = Build.apply(new Relu(), conv(x, input("v", 16, 8, 3, 3), 1, 1));
    var second = Build.apply(new Relu(), conv(first, input("w", 16, 16, 3, 3), 1, 1));
    var last = Build.add(conv(second, input("u", 16, 16, 1, 1), 0, 1), first);
    check("residual", Build.apply(new Relu(), last));
  }

  /// Each part is stored in its box of the whole.
  @Test
  void partsOfAWhole() {
    var x = input("x", 1, 8, 6, 6);
    var one = Build.apply(new Relu(), conv(x, input("v", 16, 8, 1, 1), 0, 1));
    var other = conv(one, input("w", 8, 16, 3, 3), 1, 1);
    var both = Build.concat(1, List.of(one, other));
    check("concat", conv(both, input("u", 16, 24, 1, 1), 0, 1));
  }

  /// A product that is the same for all rows of what it is multiplied with is computed alone.
  @Test
  void sumsThatAreSpread() {
    var x = input("x", 4, 1, 32);
    var rows = Build.broadcast(x, TensorType.of(DType.F32, 4, 16, 32).shape());
    var product = Build.matmul(rows, input("w", 32, 64));
    check("spread", Build.mul(product, input("z", 4, 16, 64)));
  }

  /// Pooling and depthwise convolutions follow their neighbours; small weights are copied.
  @Test
  void poolingAndDepthwiseBetweenConvolutions() {
    var x = input("x", 1, 8, 10, 10);
    var first = conv(x, input("v", 16, 8, 1, 1), 0, 1);
    var pooled = graph.apply(new MaxPool(), first);
    var deep = conv(pooled, input("d", 16, 1, 3, 3), 1, 16);
    check("depthwise", conv(deep, input("w", 32, 16, 1, 1), 0, 1));
  }

  /// Channels that change places between groups lie innermost on both sides, and what follows them.
  @Test
  void channelsInTurn() {
    var x = input("x", 1, 64, 6, 6);
    var first = conv(x, input("v", 64, 16, 1, 1), 0, 4);
    var grouped = Build.reshape(first, 1, 4, 16, 6, 6);
    var shuffled = Build.reshape(Build.transpose(grouped, 0, 2, 1, 3, 4), 1, 64, 6, 6);
    var deep = conv(shuffled, input("d", 64, 1, 3, 3), 1, 64);
    check("shuffled", conv(deep, input("w", 64, 16, 1, 1), 0, 4));
  }

  /// What is computed for a row first goes to a table.
  @Test
  void rowsAreTakenApart() {
    check(
        "rows",
        KernelParse.plan(
            """
            plan rows(x: f32[4, 6, 6], v: f32[4]) -> (y: f32[4, 8, 8])
              launch x, v, y
                kernel rows(x: f32[4, 6, 6], v: f32[4], y: f32[4, 8, 8])
                  for i0 < 4
                    alloc root: f32[] registers
                    alloc t: f32[6, 6] scratch
                    root[] = sqrt(v[i0] * v[i0])
                    for j0 < 6
                      for j1 < 6
                        t[j0, j1] = x[i0, j0, j1] + root[]
                    for j2 < 8
                      for j3 < 8
                        y[i0, j2, j3] = select(0 <= j2 - 1 and j2 - 1 < 6 and (0 <= j3 - 1 and j3 - 1 < 6), t[j2 - 1, j3 - 1] * t[j2 - 1, j3 - 1], 0.0)
            """));
  }

  @Test
  void productsOfMatricesStayAsTheyAre() {
    var x = input("x", 2, 6, 16);
    var h = Build.apply(new Relu(), Build.matmul(x, input("v", 16, 24)));
    var function = Function.of("f", inputs, List.of(Build.matmul(h, input("w", 24, 16))));
    var plan = Machine.lowered(function, Machine.TARGET);
    assertSame(plan, Machine.arranged(plan, note -> {}));
  }

  @Test
  void withoutVectorsNothingIsGained() {
    var x = input("x", 1, 8, 10, 10);
    var y = conv(conv(x, input("v", 16, 8, 3, 3), 1, 1), input("w", 16, 16, 3, 3), 1, 1);
    var plan = Machine.lowered(Function.of("f", inputs, List.of(y)), Machine.TARGET);
    var scalar =
        new Target("plain", 0, 0, 1, Map.of(), List.of(), Set.of(DType.values()), Map.of());
    assertSame(plan, new Layout().arrange(plan, scalar, note -> {}));
  }

  /// Scores are never whole in memory where the target runs chains by rows.
  @Test
  void attentionIsAChain() {
    var q = input("q", 2, 3, 40, 16);
    var k = input("k", 2, 3, 16, 50);
    var v = input("v", 2, 3, 50, 24);
    var mask = input("mask", 40, 50);
    var scores = Build.add(Build.matmul(q, k), mask);
    var out = Build.matmul(Build.apply(new Softmax(-1), scores), v);
    var facts = Map.of(Chain.FACT, 1.0, org.ashlar.ir.kernel.Product.F32, 1.0);
    var t = Machine.TARGET;
    var target =
        new Target(
            "rows", t.vectorBytes(), t.registers(), 2, t.bytes(), List.of(), t.dtypes(), facts);
    var plan = Machine.lowered(Function.of("attention", inputs, List.of(out)), target);
    var arranged = new Layout().arrange(plan, target, _ -> {});
    assertEquals(1, arranged.actions().size(), () -> KernelText.of(arranged));
    assertEquals(List.of(), arranged.workspace());
    var kernel = ((Plan.Action.Launch) arranged.actions().getFirst()).kernel();
    assertTrue(Chain.of(kernel.body()).isPresent(), () -> KernelText.of(arranged));
    var numbers = Machine.inputs(plan, new Random(1));
    assertEquals(Machine.run(plan, numbers), Machine.run(arranged, numbers));
    assertSame(plan, new Layout().arrange(plan, Machine.TARGET, _ -> {}));
  }
}
