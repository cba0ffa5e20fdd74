package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final Buffer IN = buffer("in", 16);
  private static final Buffer OUT = buffer("out", 16);

  @Test
  void aChainTakesTwoBuffers() {
    var buffers = IntStream.range(0, 8).mapToObj(i -> buffer("t" + i, 100)).toList();
    var actions = new ArrayList<Action>();
    actions.add(new Action.Copy(buffers.getFirst(), IN));
    for (int i = 1; i < 8; i++) {
      actions.add(new Action.Copy(buffers.get(i), buffers.get(i - 1)));
    }
    actions.add(new Action.Copy(OUT, buffers.getLast()));
    var memory = MemoryPlan.of(plan(buffers, actions));
    assertEquals(448 + 400, memory.peak());
    assertEquals(8 * 448, memory.naive());
  }

  private static long peak(List<Buffer> buffers, Action... actions) {
    return MemoryPlan.of(plan(buffers, List.of(actions))).peak();
  }

  private static Action repeat(Action... body) {
    return new Action.Repeat(Expr.of(3), List.of(body));
  }

  private static Action branch(Buffer when, List<Action> then, List<Action> otherwise) {
    return new Action.Branch(when, then, otherwise);
  }

  private static Action copy(Buffer to, Buffer from) {
    return new Action.Copy(to, from);
  }

  @Test
  void aResultIsWrittenOverAnArgumentThatDies() {
    var a = buffer("a", 16);
    var b = buffer("b", 16);
    var c = buffer("c", 16);
    var chain =
        plan(
            List.of(a, b, c),
            List.of(copy(a, IN), launch(DOUBLED, a, b), launch(DOUBLED, b, c), copy(OUT, c)));
    assertEquals(64, MemoryPlan.of(chain).peak());
    assertEquals(
        """
        a: 64 bytes at 0, needed from action 0 to 1
        b: 64 bytes at 0, needed from action 1 to 2, over a
        c: 64 bytes at 0, needed from action 2 to 3, over b
        workspace: 64 bytes; a place for every buffer would take 192
        """,
        MemoryPlan.of(chain).text());
    // turned around, every place is read after it would be written
    assertEquals(128, peak(List.of(a, b), copy(a, IN), launch(REVERSED, a, b), copy(OUT, b)));
    // needed again
    assertEquals(
        128, peak(List.of(a, b), copy(a, IN), launch(DOUBLED, a, b), copy(OUT, b), copy(OUT, a)));
    // what dies in one step lives in the next
    assertEquals(
        128, peak(List.of(a, b), copy(a, IN), repeat(launch(DOUBLED, a, b)), copy(OUT, b)));
  }

  private static final Kernel DOUBLED =
      KernelParse.kernel(
          "kernel doubled(x: f32[16], y: f32[16])\n  for i < 16 cores\n    y[i] = x[i] + x[i]\n");
  private static final Kernel REVERSED =
      KernelParse.kernel(
          "kernel reversed(x: f32[16], y: f32[16])\n  for i < 16\n    y[i] = x[15 - i]\n");

  private static Action launch(Kernel kernel, Buffer... arguments) {
    return new Action.Launch(kernel, List.of(arguments));
  }

  @Test
  void whatAStepMakesAnewSharesBytes() {
    var a = buffer("a", 16);
    var b = buffer("b", 16);
    var c = buffer("c", 16);
    assertEquals(
        128, peak(List.of(a, b, c), repeat(copy(a, IN), copy(b, a), copy(c, b), copy(OUT, c))));
  }

  @Test
  void whatIsCarriedOrComesFromOutsideLastsAllThroughARepetition() {
    var a = buffer("a", 16);
    var b = buffer("b", 16);
    var c = buffer("c", 16);
    assertEquals(
        192, peak(List.of(a, b, c), copy(a, IN), repeat(copy(b, a), copy(c, b), copy(OUT, c))));
    assertEquals(
        192, peak(List.of(a, b, c), repeat(copy(OUT, a), copy(b, IN), copy(c, b), copy(a, c))));
    assertEquals(
        192, peak(List.of(a, b, c), repeat(copy(b, IN), copy(c, b), copy(a, c)), copy(OUT, a)));
  }

  @Test
  void sidesOfABranchShareBytes() {
    var a = buffer("a", 16);
    var b = buffer("b", 16);
    var one = List.<Action>of(copy(a, IN), copy(OUT, a));
    var other = List.<Action>of(copy(b, IN), copy(OUT, b));
    assertEquals(64, peak(List.of(a, b), branch(IN, one, other)));
    assertEquals(64, peak(List.of(a, b), repeat(branch(IN, one, other))));
  }

  @Test
  void whatIsWrittenSometimesKeepsItsBytes() {
    var a = buffer("a", 16);
    var b = buffer("b", 16);
    assertEquals(
        128,
        peak(
            List.of(a, b),
            repeat(
                branch(IN, List.of(copy(a, IN)), List.of()),
                copy(OUT, a),
                copy(b, IN),
                copy(OUT, b))));
  }

  @Test
  void whatNoActionNamesTakesNothing() {
    var memory =
        MemoryPlan.of(plan(List.of(buffer("unused", 1000)), List.of(new Action.Copy(OUT, IN))));
    assertEquals(0, memory.peak());
    assertEquals(List.of(), memory.plan().workspace());
  }

  @Test
  void buffersNeededAtOnceNeverShareBytes() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int n = 1 + random.nextInt(20);
      var buffers =
          IntStream.range(0, n).mapToObj(i -> buffer("t" + i, 1 + random.nextInt(300))).toList();
      var actions = new ArrayList<Action>();
      var first = new HashMap<Buffer, Integer>();
      var last = new HashMap<Buffer, Integer>();
      for (int i = 0; i < 30; i++) {
        var buffer = buffers.get(random.nextInt(n));
        actions.add(new Action.Copy(buffer, IN));
        first.putIfAbsent(buffer, i);
        last.put(buffer, i);
      }
      var memory = MemoryPlan.of(plan(buffers, actions));
      assertTrue(memory.peak() <= memory.naive(), "seed " + seed);
      check(memory.plan(), first, last, seed);
    }
  }

  private static void check(
      Plan plan, Map<Buffer, Integer> first, Map<Buffer, Integer> last, long seed) {
    for (var a : plan.workspace()) {
      assertEquals(0, a.offset() % 64, "seed " + seed);
      for (var b : plan.workspace()) {
        boolean atOnce =
            first.get(a.buffer()) <= last.get(b.buffer())
                && first.get(b.buffer()) <= last.get(a.buffer());
        boolean apart =
            a.offset() + a.buffer().bytes() <= b.offset()
                || b.offset() + b.buffer().bytes() <= a.offset();
        assertTrue(a == b || !atOnce || apart, () -> "seed " + seed + ": " + a + " and " + b);
      }
    }
  }

  private static Plan plan(List<Buffer> workspace, List<Action> actions) {
    var slots = workspace.stream().map(b -> new Plan.Slot(b, 0)).toList();
    return new Plan("p", List.of(), List.of(IN), List.of(OUT), slots, actions);
  }

  private static Buffer buffer(String name, long floats) {
    return Buffer.global(name, TensorType.of(DType.F32, floats));
  }
}
