package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;
import org.junit.jupiter.api.Test;
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

  /// Places that are computed are read lane by lane: many of them in one loop of vectors would be
  /// more code than a method can hold.
  @Test
  void manyComputedPlacesInOneLoop() {
    var x = Buffer.global("x", TensorType.of(DType.F32, 40));
    var y = Buffer.global("y", TensorType.of(DType.F32, 40));
    var statements = new ArrayList<Stmt>();
    for (int n = 0; n < 80; n++) {
      Expr sum = Expr.of(DType.F32, 0);
      for (int k = 0; k < 8; k++) {
        var place = x.read(I).times(40).plus(n + k).cast(DType.I64).floorMod(Expr.of(40));
        sum = sum.plus(x.read(place));
      }
      statements.add(new Stmt.Store(y, List.of(I), sum));
    }
    var kernel =
        new Kernel(
            "wide",
            List.of(),
            List.of(x, y),
            new Stmt.For(I, Expr.of(40), Run.VECTOR, new Stmt.Seq(statements)));
    var in = new double[40];
    var expected = new float[40];
    for (int i = 0; i < 40; i++) {
      in[i] = (float) (i / 64.0);
    }
    for (int i = 0; i < 40; i++) {
      for (int k = 0; k < 8; k++) {
        expected[i] += (float) in[(int) ((float) in[i] * 40f + (79 + k)) % 40];
      }
    }
    check(kernel, in, expected);
    assertTrue(notes(kernel, 64).getFirst().startsWith("not in vectors"), "" + notes(kernel, 64));
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
    check(kernel, in, expected);
    for (int width : new int[] {0, 32, 64}) {
      var notes = notes(kernel, width);
      assertFalse(notes.stream().anyMatch(note -> note.contains("interpreted")), () -> "" + notes);
    }
  }

  private static void check(Kernel kernel, double[] in, float[] expected) {
    for (int width : new int[] {0, 32, 64}) {
      var data = List.of(Runs.floats(in), Runs.floats(new double[40]));
      var machine = new Machine(width, 2, "");
      Runs.run(new CpuBackend(machine), kernel, data);
      for (int i = 0; i < 40; i++) {
        assertEquals(
            expected[i],
            data.get(1).toFloats()[i],
            "element " + i + ", vectors of " + width + " bytes");
      }
    }
  }

  private static List<String> notes(Kernel kernel, int width) {
    return KernelClass.compile(kernel, new Machine(width, 2, ""), new Library()).notes();
  }
}
