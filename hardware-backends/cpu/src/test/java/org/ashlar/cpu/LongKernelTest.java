package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Chains of a thousand operators compile into methods that HotSpot compiles.
class LongKernelTest {
  private static final Expr.Index I = new Expr.Index("i");

  @ParameterizedTest
  @EnumSource(
      value = Run.class,
      names = {"SERIAL", "VECTOR", "CORES"})
  void thousandNamedSteps(Run run) {
    var x = Buffer.global("x", TensorType.of(DType.F32, 40));
    var y = Buffer.global("y", TensorType.of(DType.F32, 40));
    Expr e = new Expr.Local("v1000", DType.F32);
    for (int n = 1000; n > 0; n--) {
      var before = new Expr.Local("v" + (n - 1), DType.F32);
      e =
          new Expr.Let(
              new Expr.Local("v" + n, DType.F32),
              before.times(0.5).plus(before.tanh().times(0.5)),
              e);
    }
    check(run, x, y, new Expr.Let(new Expr.Local("v0", DType.F32), x.read(I), e), 1000);
  }

  @ParameterizedTest
  @EnumSource(
      value = Run.class,
      names = {"SERIAL", "VECTOR", "CORES"})
  void thousandNestedSteps(Run run) {
    var x = Buffer.global("x", TensorType.of(DType.F32, 40));
    var y = Buffer.global("y", TensorType.of(DType.F32, 40));
    Expr e = x.read(I);
    for (int n = 0; n < 300; n++) {
      e = e.tanh();
    }
    var expected = new float[40];
    for (int i = 0; i < 40; i++) {
      expected[i] = i / 40f;
      for (int n = 0; n < 300; n++) {
        expected[i] = Polynomials.tanh(expected[i]);
      }
    }
    check(run, x, y, e, expected);
  }

  private void check(Run run, Buffer x, Buffer y, Expr e, int steps) {
    var expected = new float[40];
    for (int i = 0; i < 40; i++) {
      expected[i] = i / 40f;
      for (int n = 0; n < steps; n++) {
        expected[i] = expected[i] * 0.5f + Polynomials.tanh(expected[i]) * 0.5f;
      }
    }
    check(run, x, y, e, expected);
  }

  private void check(Run run, Buffer x, Buffer y, Expr e, float[] expected) {
    var kernel =
        new Kernel(
            "long",
            List.of(),
            List.of(x, y),
            new Stmt.For(I, Expr.of(40), run, new Stmt.Store(y, List.of(I), e)));
    var in = new double[40];
    for (int i = 0; i < 40; i++) {
      in[i] = i / 40f;
    }
    for (int width : new int[] {0, 32, 64}) {
      var data = List.of(Runs.floats(in), Runs.floats(new double[40]));
      var machine = new Machine(width, 2, "");
      Runs.run(new CpuBackend(machine), kernel, data);
      for (int i = 0; i < 40; i++) {
        assertEquals(
            expected[i], data.get(1).toFloats()[i], "element " + i + ", " + run + ", " + width);
      }
      var notes = KernelClass.compile(kernel, machine, new Library()).notes();
      assertFalse(notes.stream().anyMatch(note -> note.contains("interpreted")), () -> "" + notes);
    }
  }
}
