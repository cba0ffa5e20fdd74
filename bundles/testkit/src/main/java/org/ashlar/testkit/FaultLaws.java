package org.ashlar.testkit;

import java.time.Duration;
import java.util.List;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;

/// What goes wrong in a kernel is told by name, and harms nothing else.
record FaultLaws(Backend backend, Target target) {
  private static final Expr.Index I = Small.I;

  /// A read and a write out of range: clamped, and told with buffer, place and size.
  long places() {
    var x = Small.floats("x", 4);
    var at = Buffer.global("at", TensorType.of(DType.I64, 4));
    var out = Small.floats("out", 4);
    var read = Small.map("reads", x.read(at.read(I)), out, x, at);
    var write =
        new Kernel(
            "writes",
            List.of(),
            List.of(x, at, out),
            new Stmt.For(
                I, Expr.of(4), Run.SERIAL, new Stmt.Store(out, List.of(at.read(I)), x.read(I))));
    var places = TensorData.of(DType.I64, new double[] {0, 1, 2, 7}, 4);
    var before = TensorData.of(DType.I64, new double[] {0, 1, 2, -3}, 4);
    fault(read, "x", "7", places);
    fault(read, "x", "-3", before);
    fault(write, "out", "7", places);
    fault(write, "out", "-3", before);
    return 4;
  }

  /// Runs a kernel that faults, then the same executable on the same device with places in range.
  private void fault(Kernel kernel, String buffer, String place, TensorData places) {
    var what = "kernel " + kernel.name() + " at place " + place;
    var executable = backend.compile(Plan.of(kernel), target);
    var zeros = TensorData.zeros(DType.F32, 4);
    try (var device = backend.open(target)) {
      try {
        Devices.run(device, executable, List.of(), List.of(Small.ramp(4), places, zeros));
      } catch (LaunchException e) {
        var message = String.valueOf(e.getMessage());
        if (e.isLate()
            || !message.contains(buffer + "[")
            || !message.contains(place)
            || !message.contains("4")) {
          throw Laws.broken(what + ": the fault must name buffer, place and size: " + message);
        }
        // the device goes on
        var good = TensorData.of(DType.I64, new double[] {3, 2, 1, 0}, 4);
        var after = Devices.run(device, executable, List.of(), List.of(Small.ramp(4), good, zeros));
        Small.requireNumbers(what + ", then a good launch", after.getLast(), 4, 3, 2, 1);
        return;
      }
    }
    throw Laws.broken(what + ": no fault was told");
  }

  /// Select, If and Let read nothing that was not chosen.
  long lazy() {
    var x = Small.floats("x", 4);
    var out = Small.floats("out", 6);
    var inside = I.lt(Expr.of(4));
    var minus = Expr.of(DType.F32, -1);
    var v = new Expr.Local("v", DType.F32);
    long checked = 0;
    for (var value :
        List.of(
            inside.select(x.read(I), minus),
            new Expr.Let(v, x.read(I), inside.select(v.times(v).over(v), minus)))) {
      checked +=
          Small.requireNumbers("select", run(Small.map("lazy", value, out, x)), 1, 2, 3, 4, -1, -1);
    }
    var guarded =
        new Stmt.If(
            inside,
            new Stmt.Store(out, List.of(I), x.read(I)),
            new Stmt.Store(out, List.of(I), minus));
    var kernel =
        new Kernel(
            "guarded",
            List.of(),
            List.of(x, out),
            new Stmt.For(I, Expr.of(6), Run.SERIAL, guarded));
    return checked + Small.requireNumbers("if", run(kernel), 1, 2, 3, 4, -1, -1);
  }

  private TensorData run(Kernel kernel) {
    return Devices.run(
            backend,
            target,
            Plan.of(kernel),
            List.of(),
            List.of(Small.ramp(4), TensorData.zeros(DType.F32, 6)))
        .getLast();
  }

  /// A launch whose limit passes is told as late, and ends by itself: closing the device returns.
  long late() {
    var x = Small.floats("x", 4);
    var forever =
        new Stmt.For(
            I,
            Expr.of(1L << 60),
            Run.SERIAL,
            new Stmt.Update(x, List.of(Expr.of(0)), Op2.ADD, Expr.of(DType.F32, 1)));
    var executable =
        backend.compile(Plan.of(new Kernel("forever", List.of(), List.of(x), forever)), target);
    try (var device = backend.open(target)) {
      try {
        device
            .launch(executable, List.of(device.allocate(16)), new long[0])
            .await(Duration.ofMillis(50));
      } catch (LaunchException e) {
        if (!e.isLate()) {
          throw Laws.broken("a launch over its limit: must be told as late: " + e.getMessage());
        }
        return 1;
      }
    }
    throw Laws.broken("a launch over its limit: nothing was told");
  }
}
