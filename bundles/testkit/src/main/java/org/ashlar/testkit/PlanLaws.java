package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ashlar.backend.Backend;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Target;

/// Plans run as they are written, also several at once.
record PlanLaws(Backend backend, Target target) {
  private static final int THREADS = 4;
  private static final int TIMES = 25;

  /// Copies, repeats and branches, through a workspace.
  long actions() {
    var x = Small.floats("x", 4);
    var out = Small.floats("out", 4);
    var kept = Small.floats("kept", 4);
    var truth = Buffer.global("truth", TensorType.of(DType.BOOL, 1));
    var twice = Small.each("twice", kept, Op2.MUL, 2);
    var more = Small.each("more", kept, Op2.ADD, 1);
    var plan =
        new Plan(
            "actions",
            List.of(),
            List.of(x, truth),
            List.of(out),
            List.of(new Plan.Slot(kept, 64)),
            List.of(
                new Action.Copy(kept, x),
                new Action.Repeat(Expr.of(3), List.of(new Action.Launch(twice, List.of(kept)))),
                new Action.Branch(
                    truth,
                    List.of(new Action.Launch(more, List.of(kept))),
                    List.of(new Action.Launch(twice, List.of(kept)))),
                new Action.Copy(out, kept)));
    long checked = 0;
    for (int t = 0; t < 2; t++) {
      var after =
          Devices.run(
              backend,
              target,
              plan,
              List.of(),
              List.of(
                  Small.ramp(4),
                  TensorData.of(DType.BOOL, new double[] {t}, 1),
                  TensorData.zeros(DType.F32, 4)));
      checked +=
          t == 1
              ? Small.requireNumbers("branch taken", after.getLast(), 9, 17, 25, 33)
              : Small.requireNumbers("branch not taken", after.getLast(), 16, 32, 48, 64);
      Small.requireNumbers("the input afterwards", after.getFirst(), 1, 2, 3, 4);
    }
    return checked;
  }

  /// One executable and one device, used by several threads, each with memory of its own.
  long concurrency() {
    var executable =
        backend.compile(Plan.of(Small.each("more", Small.floats("x", 64), Op2.ADD, 1)), target);
    var wrong = new ConcurrentLinkedQueue<String>();
    try (var device = backend.open(target)) {
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < THREADS; t++) {
        float start = 1000 * t;
        threads.add(
            Thread.ofPlatform()
                .name("law " + t)
                .start(() -> {
                  try {
                    var data = TensorData.zeros(DType.F32, 64);
                    data.set(0, Expr.of(DType.F32, start).bits());
                    for (int n = 0; n < TIMES; n++) {
                      data = Devices.run(device, executable, List.of(), List.of(data)).getFirst();
                    }
                    if (data.get(0) != start + TIMES || data.get(63) != TIMES) {
                      wrong.add(
                          "after "
                              + TIMES
                              + " launches "
                              + data.get(0)
                              + ", must be "
                              + (start + TIMES));
                    }
                  } catch (RuntimeException | OutOfMemoryError e) {
                    wrong.add(e.toString());
                  }
                }));
      }
      threads.forEach(PlanLaws::join);
    }
    if (!wrong.isEmpty()) {
      throw Laws.broken("several threads at once: " + String.join("; ", wrong));
    }
    return (long) THREADS * TIMES;
  }

  /// Arguments that are too few or too small are refused before anything runs.
  long arguments() {
    var executable =
        backend.compile(Plan.of(Small.each("more", Small.floats("x", 4), Op2.ADD, 1)), target);
    try (var device = backend.open(target)) {
      Refused.by(
          "a launch without arguments", () -> device.launch(executable, List.of(), new long[0]));
      Refused.by(
          "a launch with an argument that is too small",
          () -> device.launch(executable, List.of(device.allocate(12)), new long[0]));
      Refused.by(
          "a launch with sizes that the plan has not",
          () -> device.launch(executable, List.of(device.allocate(16)), new long[] {3}));
    }
    return 3;
  }

  private static void join(Thread thread) {
    try {
      thread.join(Devices.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw Laws.broken("several threads at once: " + thread.getName() + " does not end");
    }
  }
}
