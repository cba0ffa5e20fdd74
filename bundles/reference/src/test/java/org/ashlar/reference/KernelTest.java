package org.ashlar.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Tile;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final Expr.Index I = new Expr.Index("i");
  private static final Expr.Index J = new Expr.Index("j");
  private static final Expr.Index K = new Expr.Index("k");

  private static Stmt loop(Expr.Index index, long extent, Run run, Stmt... body) {
    return new Stmt.For(index, Expr.of(extent), run, Stmt.seq(body));
  }

  private static Buffer global(String name, DType dtype, long... sizes) {
    return Buffer.global(name, TensorType.of(dtype, sizes));
  }

  private static Kernel kernel(Stmt body, Buffer... parameters) {
    return new Kernel("test", List.of(), List.of(parameters), body);
  }

  private static TensorData ramp(long... sizes) {
    var data = TensorData.zeros(DType.F32, sizes);
    for (int i = 0; i < data.elements(); i++) {
      data.set(i, Expr.of(DType.F32, i + 1).bits());
    }
    return data;
  }

  @Test
  void multipliesMatricesWhateverTheLoopsAreMarked() {
    var x = global("x", DType.F32, 2, 3);
    var w = global("w", DType.F32, 3, 2);
    var out = global("out", DType.F32, 2, 2);
    var acc = Buffer.registers("acc", DType.F32);
    for (var run : Run.values()) {
      var body =
          loop(
              I,
              2,
              run,
              loop(
                  J,
                  2,
                  run,
                  new Stmt.Alloc(
                      acc,
                      Stmt.seq(
                          new Stmt.Store(acc, List.of(), Expr.of(DType.F32, 0)),
                          loop(
                              K,
                              3,
                              Run.SERIAL,
                              new Stmt.Update(
                                  acc, List.of(), Op2.ADD, x.read(I, K).times(w.read(K, J)))),
                          new Stmt.Store(out, List.of(I, J), acc.read())))));
      var result = TensorData.zeros(DType.F32, 2, 2);
      Runs.run(kernel(body, x, w, out), ramp(2, 3), ramp(3, 2), result);
      assertArrayEquals(new float[] {22, 28, 49, 64}, result.toFloats());
    }
  }

  @Test
  void placeOutOfRangeIsAFaultThatNamesBufferPlaceAndSize() {
    var x = global("x", DType.F32, 4);
    var out = global("out", DType.F32, 4);
    var body = loop(I, 4, Run.SERIAL, new Stmt.Store(out, List.of(I), x.read(I.plus(Expr.of(1)))));
    var result = TensorData.zeros(DType.F32, 4);
    var e =
        assertThrows(LaunchException.class, () -> Runs.run(kernel(body, x, out), ramp(4), result));
    assertEquals("kernel test: x[4]: place out of range: the size is [4]", e.getMessage());
    assertEquals(false, e.isLate());
    assertArrayEquals(new float[] {2, 3, 4, 4}, result.toFloats(), "the place is clamped");
  }

  @Test
  void whatIsNotChosenIsNotRead() {
    var x = global("x", DType.F32, 4);
    var out = global("out", DType.F32, 6);
    var inside = I.lt(Expr.of(4));
    var body =
        loop(
            I,
            6,
            Run.SERIAL,
            new Stmt.Store(out, List.of(I), inside.select(x.read(I), Expr.of(DType.F32, -1))));
    var result = TensorData.zeros(DType.F32, 6);
    Runs.run(kernel(body, x, out), ramp(4), result);
    assertArrayEquals(new float[] {1, 2, 3, 4, -1, -1}, result.toFloats());

    var named = new Expr.Local("v", DType.F32);
    var lazy =
        new Expr.Let(named, x.read(I), inside.select(named.plus(named), Expr.of(DType.F32, 0)));
    Runs.run(
        kernel(loop(I, 6, Run.SERIAL, new Stmt.Store(out, List.of(I), lazy)), x, out),
        ramp(4),
        result);
    assertArrayEquals(new float[] {2, 4, 6, 8, 0, 0}, result.toFloats());

    var branch = new Stmt.If(inside, new Stmt.Store(out, List.of(I), x.read(I)), Stmt.Seq.NOTHING);
    Runs.run(kernel(loop(I, 6, Run.SERIAL, branch), x, out), ramp(4), result);
    assertArrayEquals(new float[] {1, 2, 3, 4, 0, 0}, result.toFloats());
  }

  @Test
  void longChainsOfLetsNeedNoDeepStack() {
    var x = global("x", DType.F32, 1);
    Expr.Local last = new Expr.Local("v0", DType.F32);
    var names = new ArrayList<Expr.Local>(List.of(last));
    var values = new ArrayList<Expr>(List.of(x.read(Expr.of(0))));
    for (int n = 1; n < 5000; n++) {
      values.add(last.times(0.5).plus(last.times(0.5)));
      last = new Expr.Local("v" + n, DType.F32);
      names.add(last);
    }
    Expr e = last;
    for (int n = names.size() - 1; n >= 0; n--) {
      e = new Expr.Let(names.get(n), values.get(n), e);
    }
    var data = TensorData.of(new float[] {3}, 1);
    Runs.run(kernel(new Stmt.Store(x, List.of(Expr.of(0)), e), x), data);
    assertArrayEquals(new float[] {3}, data.toFloats());
  }

  @Test
  void namesInsideTheValuesOfNamesAreFound() {
    var x = global("x", DType.F32, 4);
    var inner = new Expr.Local("t", DType.F32);
    var outer = new Expr.Local("v", DType.F32);
    // let v = (let t = x[i] in t * t) in let v = v + 1.0 in v: the inner v hides the outer one
    Expr value = new Expr.Let(inner, x.read(I), inner.times(inner));
    Expr e = new Expr.Let(outer, value, new Expr.Let(outer, outer.plus(1), outer));
    var data = ramp(4);
    Runs.run(kernel(loop(I, 4, Run.SERIAL, new Stmt.Store(x, List.of(I), e)), x), data);
    assertArrayEquals(new float[] {2, 5, 10, 17}, data.toFloats());
  }

  @Test
  void innerLoopMayDependOnTheOuterIndex() {
    var out = global("out", DType.I32, 4);
    var body =
        loop(
            I,
            4,
            Run.SERIAL,
            new Stmt.For(
                J,
                I.plus(Expr.of(1)),
                Run.SERIAL,
                new Stmt.Update(out, List.of(I), Op2.ADD, J.cast(DType.I32))));
    var result = TensorData.zeros(DType.I32, 4);
    Runs.run(kernel(body, out), result);
    assertArrayEquals(new double[] {0, 1, 3, 6}, result.toDoubles());
  }

  @Test
  void copyPadsAndCuts() {
    var x = global("x", DType.F32, 2, 2);
    var out = global("out", DType.F32, 3, 2);
    var to = new Tile(out, List.of(Axis.of("i", 4), Axis.of("j", 2)), List.of(I, J));
    var from =
        new Tile(
            x,
            List.of(Axis.of("i", 4), Axis.of("j", 2)),
            List.of(I.minus(Expr.of(1)), J.plus(Expr.of(1))));
    var result = TensorData.zeros(DType.F32, 3, 2);
    Runs.run(kernel(new Stmt.Copy(to, from, Expr.of(DType.F32, 9)), x, out), ramp(2, 2), result);
    assertArrayEquals(new float[] {9, 9, 2, 9, 4, 9}, result.toFloats());
  }

  @Test
  void multiplyAccumulatesBytesInWords() {
    var a = global("a", DType.U8, 2, 1, 2);
    var b = global("b", DType.I8, 2, 2, 1);
    var acc = global("acc", DType.I32, 1, 1);
    var r = new Expr.Index("r");
    var multiply =
        new Stmt.Multiply(
            new Tile(acc, List.of(Axis.of("i", 1), Axis.of("j", 1)), List.of(I, J)),
            new Tile(
                a, List.of(Axis.of("r", 2), Axis.of("i", 1), Axis.of("k", 2)), List.of(r, I, K)),
            new Tile(
                b, List.of(Axis.of("r", 2), Axis.of("k", 2), Axis.of("j", 1)), List.of(r, K, J)));
    var result = TensorData.of(DType.I32, new double[] {7}, 1, 1);
    Runs.run(
        kernel(multiply, a, b, acc),
        TensorData.of(DType.U8, new double[] {255, 255, 255, 1}, 2, 1, 2),
        TensorData.of(DType.I8, new double[] {-128, -128, 127, 2}, 2, 2, 1),
        result);
    assertEquals(7 + 255 * (-128 - 128 + 127) + 2, result.get(0));
  }

  @Test
  void multiplyOfHalvesSumsInFloats() {
    var a = global("a", DType.F16, 1, 1, 3);
    var b = global("b", DType.F16, 1, 3, 1);
    var acc = Buffer.registers("acc", DType.F32, 1, 1);
    var out = global("out", DType.F32, 1, 1);
    var zero = Expr.of(0);
    var multiply =
        new Stmt.Multiply(
            new Tile(acc, List.of(Axis.of("i", 1), Axis.of("j", 1)), List.of(I, J)),
            new Tile(
                a, List.of(Axis.of("r", 1), Axis.of("i", 1), Axis.of("k", 3)), List.of(zero, I, K)),
            new Tile(
                b,
                List.of(Axis.of("r", 1), Axis.of("k", 3), Axis.of("j", 1)),
                List.of(zero, K, J)));
    var body =
        new Stmt.Alloc(
            acc,
            Stmt.seq(
                new Stmt.Store(acc, List.of(zero, zero), Expr.of(DType.F32, 0)),
                multiply,
                new Stmt.Store(out, List.of(zero, zero), acc.read(zero, zero))));
    var result = TensorData.zeros(DType.F32, 1, 1);
    Runs.run(
        kernel(body, a, b, out),
        TensorData.of(DType.F16, new double[] {2048, 1, 0.5}, 1, 1, 3),
        TensorData.of(DType.F16, new double[] {1, 1, 1}, 1, 3, 1),
        result);
    assertEquals(2049.5, result.get(0), "an f16 sum would be 2050 or 2048");
  }

  @Test
  void allocatedContentsAreUndefined() {
    var acc = Buffer.registers("acc", DType.F32);
    var out = global("out", DType.BOOL, 1);
    var body =
        new Stmt.Alloc(
            acc, new Stmt.Store(out, List.of(Expr.of(0)), new Expr.Unary(Op1.IS_NAN, acc.read())));
    var result = TensorData.zeros(DType.BOOL, 1);
    Runs.run(kernel(body, out), result);
    assertEquals(1, result.get(0));
  }

  @Test
  void sizesAreGivenAtLaunch() {
    var n = new Expr.Size("n", 1, 8);
    var x = new Buffer("x", DType.F32, List.of(n), Space.GLOBAL);
    var body =
        new Stmt.For(
            I, n, Run.SERIAL, new Stmt.Update(x, List.of(I), Op2.MUL, Expr.of(DType.F32, 2)));
    var plan = Plan.of(new Kernel("double", List.of(n), List.of(x), body));
    var data = ramp(3);
    Runs.run(plan, new long[] {3}, data);
    assertArrayEquals(new float[] {2, 4, 6}, data.toFloats());
    var e =
        assertThrows(IllegalArgumentException.class, () -> Runs.run(plan, new long[] {9}, data));
    assertEquals("plan double: size n: 9 is outside of 1..8", e.getMessage());
  }

  @Test
  void unknownNamesAreRefusedBeforeARun() {
    var x = global("x", DType.F32, 1);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Runs.run(kernel(new Stmt.Store(x, List.of(I), Expr.of(DType.F32, 2)), x), ramp(1)));
    assertEquals("kernel test: index i: nothing binds it here", e.getMessage());
    var y = global("y", DType.F32, 1);
    e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Runs.run(
                    kernel(new Stmt.Store(x, List.of(Expr.of(0)), y.read(Expr.of(0))), x),
                    ramp(1)));
    assertEquals("kernel test: buffer y: neither a parameter nor allocated here", e.getMessage());
  }
}
