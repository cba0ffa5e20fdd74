package org.ashlar.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.junit.jupiter.api.Test;

class DeviceTest {
  private static final Expr.Index I = new Expr.Index("i");
  private static final Buffer X = Buffer.global("x", TensorType.of(DType.F32, 4));

  private static Kernel each(String name, Op2 op, double by) {
    return new Kernel(
        name,
        List.of(),
        List.of(X),
        new Stmt.For(
            I, Expr.of(4), Run.SERIAL, new Stmt.Update(X, List.of(I), op, Expr.of(DType.F32, by))));
  }

  private static Target small(long bytes) {
    var t = new ReferenceBackend().targets().getFirst();
    return new Target(
        t.name(), 0, 0, 1, Map.of(Space.GLOBAL, bytes), List.of(), t.dtypes(), Map.of());
  }

  @Test
  void countsItsMemory() {
    try (var device = new ReferenceBackend().open(small(1000))) {
      var first = device.allocate(600);
      var e = assertThrows(OutOfMemoryError.class, () -> device.allocate(401));
      assertEquals(
          "device reference: 401 bytes do not fit: 600 of 1000 bytes are in use", e.getMessage());
      var second = device.allocate(400);
      first.close();
      first.close();
      second.slice(0, 100).close();
      assertThrows(OutOfMemoryError.class, () -> device.allocate(601));
      device.allocate(600).close();
    }
  }

  @Test
  void copiesWithinBoundsOnly() {
    try (var device = new ReferenceBackend().open(small(1000))) {
      var memory = device.allocate(16);
      var e =
          assertThrows(IllegalArgumentException.class, () -> device.copy(memory, 8, memory, 0, 9));
      assertEquals(
          "device reference: copy: 9 bytes from 0 of 16 to 8 of 16 reach outside", e.getMessage());
    }
  }

  @Test
  void aLateLaunchEndsByItself() throws InterruptedException {
    var backend = new ReferenceBackend();
    var forever =
        new Stmt.For(
            I,
            Expr.of(Long.MAX_VALUE),
            Run.SERIAL,
            new Stmt.Update(X, List.of(Expr.of(0)), Op2.ADD, Expr.of(DType.F32, 1)));
    var target = backend.targets().getFirst();
    var plan = Plan.of(new Kernel("forever", List.of(), List.of(X), forever));
    var device = backend.open(target);
    var launch =
        device.launch(backend.compile(plan, target), List.of(device.allocate(16)), new long[0]);
    var e = assertThrows(LaunchException.class, () -> launch.await(Duration.ofMillis(30)));
    assertEquals("plan forever: not done within 30 ms", e.getMessage());
    assertTrue(e.isLate());
    var again = assertThrows(LaunchException.class, () -> launch.await(Duration.ofSeconds(10)));
    assertEquals("plan forever: stopped before the end", again.getMessage());
    assertTrue(again.isLate());
    // returns only when the launch has ended; without the stop flag this never would
    device.close();
    assertThrows(IllegalStateException.class, () -> device.allocate(1));
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("ashlar-reference forever")) {
        assertTrue(thread.join(Duration.ofSeconds(10)), "its thread goes on");
      }
    }
  }

  @Test
  void aLaunchWhoseMemoryIsFreedIsNoResult() {
    var backend = new ReferenceBackend();
    var target = backend.targets().getFirst();
    var forever =
        new Stmt.For(
            I,
            Expr.of(Long.MAX_VALUE),
            Run.SERIAL,
            new Stmt.Update(X, List.of(Expr.of(0)), Op2.ADD, Expr.of(DType.F32, 1)));
    var executable =
        backend.compile(Plan.of(new Kernel("forever", List.of(), List.of(X), forever)), target);
    try (var device = backend.open(target)) {
      var memory = device.allocate(16);
      var launch = device.launch(executable, List.of(memory), new long[0]);
      memory.close();
      var e = assertThrows(LaunchException.class, () -> launch.await(Duration.ofSeconds(20)));
      assertTrue(e.getMessage().startsWith("plan forever: the device failed: "), e.getMessage());
    }
  }

  @Test
  void runsPlansWithRepeatsBranchesAndCopies() {
    var flag = Buffer.global("flag", TensorType.of(DType.BOOL, 1));
    var out = Buffer.global("out", TensorType.of(DType.F32, 4));
    var kept = Buffer.global("kept", TensorType.of(DType.F32, 4));
    var twice = each("double", Op2.MUL, 2);
    var more = each("more", Op2.ADD, 1);
    var plan =
        new Plan(
            "steps",
            List.of(),
            List.of(X, flag),
            List.of(out),
            List.of(new Plan.Slot(kept, 64)),
            List.of(
                new Action.Copy(kept, X),
                new Action.Repeat(Expr.of(3), List.of(new Action.Launch(twice, List.of(kept)))),
                new Action.Branch(
                    flag,
                    List.of(new Action.Launch(more, List.of(kept))),
                    List.of(new Action.Launch(twice, List.of(kept)))),
                new Action.Copy(out, kept)));
    for (int truth = 0; truth < 2; truth++) {
      var result = TensorData.zeros(DType.F32, 4);
      var x = TensorData.of(new float[] {1, 2, 3, 4}, 4);
      Runs.run(plan, new long[0], x, TensorData.of(DType.BOOL, new double[] {truth}, 1), result);
      assertArrayEquals(
          truth == 1 ? new float[] {9, 17, 25, 33} : new float[] {16, 32, 48, 64},
          result.toFloats());
      assertArrayEquals(new float[] {1, 2, 3, 4}, x.toFloats());
    }
  }

  @Test
  void refusesArgumentsThatDoNotFit() {
    var backend = new ReferenceBackend();
    var target = backend.targets().getFirst();
    var executable = backend.compile(Plan.of(each("more", Op2.ADD, 1)), target);
    try (var device = backend.open(target);
        var other = backend.open(target)) {
      var few =
          assertThrows(
              IllegalArgumentException.class,
              () -> device.launch(executable, List.of(), new long[0]));
      assertEquals("plan more: needs 1 arguments, not 0", few.getMessage());
      var small =
          assertThrows(
              IllegalArgumentException.class,
              () -> device.launch(executable, List.of(device.allocate(15)), new long[0]));
      assertEquals("plan more: argument x: needs 16 bytes, not 15", small.getMessage());
      var foreign =
          assertThrows(
              IllegalArgumentException.class,
              () -> device.launch(executable, List.of(other.allocate(16)), new long[0]));
      assertEquals("device reference: launch: memory of another device", foreign.getMessage());
    }
  }

  @Test
  void severalThreadsLaunchAtOnce() throws InterruptedException {
    var backend = new ReferenceBackend();
    var target = backend.targets().getFirst();
    var executable = backend.compile(Plan.of(each("more", Op2.ADD, 1)), target);
    var wrong = new AtomicInteger();
    try (var device = backend.open(target)) {
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  var data = TensorData.zeros(DType.F32, 4);
                  var memory = device.allocate(16);
                  device.copy(memory, 0, Memory.ofHost(data.data()), 0, 16);
                  for (int n = 0; n < 50; n++) {
                    device
                        .launch(executable, List.of(memory), new long[0])
                        .await(Duration.ofSeconds(10));
                  }
                  device.copy(Memory.ofHost(data.data()), 0, memory, 0, 16);
                  memory.close();
                  if (data.get(0) != 50 || data.get(3) != 50) {
                    wrong.incrementAndGet();
                  }
                }));
      }
      for (var thread : threads) {
        thread.join();
      }
    }
    assertEquals(0, wrong.get());
  }
}
