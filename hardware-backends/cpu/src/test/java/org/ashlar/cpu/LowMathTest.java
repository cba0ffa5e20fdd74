package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Real;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The functions of machine code stay within their bounds over all magnitudes.
class LowMathTest {
  private static final int N = 100_003;

  private final CpuBackend machine = new CpuBackend(Machine.here(), Isa.AVX512);

  @ParameterizedTest
  @CsvSource({
    "EXP, F32, 4",
    "EXPM1, F32, 4",
    "LOG, F32, 4",
    "LOG1P, F32, 4",
    "TANH, F32, 4",
    "ERF, F32, 7",
    "SIN, F32, 1",
    "COS, F32, 1",
    "TAN, F32, 1",
    "EXP, F64, 2",
    "LOG, F64, 2"
  })
  void withinUlps(Op1 op, DType dtype, double bound) {
    long seed = System.nanoTime();
    var x = numbers(new Random(seed), dtype);
    var y = run(op.name().toLowerCase(java.util.Locale.ROOT) + "(x[i])", dtype, x, x);
    double worst = 0;
    for (int i = 0; i < N; i++) {
      double exact = Real.apply(op, x.get(i));
      var where = op + "(" + x.get(i) + "), seed " + seed;
      worst = Math.max(worst, check(exact, y.get(i), dtype, bound, where));
    }
    System.out.printf("%s of %s: at most %.2f ulp%n", op, dtype, worst);
  }

  @ParameterizedTest
  @CsvSource({"F32, 1"})
  void powersWithinUlps(DType dtype, double bound) {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var x = numbers(random, dtype);
    var z = numbers(random, dtype);
    var y = run("pow(x[i], z[i])", dtype, x, z);
    for (int i = 0; i < N; i++) {
      double exact = Real.apply(Op2.POW, x.get(i), z.get(i));
      var where = "pow(" + x.get(i) + ", " + z.get(i) + "), seed " + seed;
      check(exact, y.get(i), dtype, bound, where);
    }
  }

  /// A divisor that the lanes share gives the bits that the machine's own division gives, whatever
  /// it is.
  @ParameterizedTest
  @ValueSource(
      floats = {
        384,
        5.656854f,
        3,
        -0.1f,
        1,
        0,
        -0f,
        1e-40f,
        1e-37f,
        3e38f,
        1.17e-38f,
        Float.NaN,
        Float.POSITIVE_INFINITY
      })
  void sharedDivisorsDivideExactly(float divisor) {
    long seed = System.nanoTime();
    var x = numbers(new Random(seed), DType.F32);
    var z = TensorData.zeros(DType.F32, N);
    for (int i = 0; i < N; i++) {
      z.set(i, Expr.of(DType.F32, divisor).bits());
    }
    var y = run("x[i] / z[7]", DType.F32, x, z);
    for (int i = 0; i < N; i++) {
      var where = x.get(i) + " / " + divisor + ", seed " + seed;
      assertEquals((float) x.get(i) / divisor, (float) y.get(i), where);
    }
  }

  /// A result that goes past the caches, from a place that is no multiple of 64 bytes as well as
  /// from one that is.
  @ParameterizedTest
  @ValueSource(longs = {0, 4})
  void largeResultsAreWrittenWhole(long first) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    int n = (9 << 20) + 5;
    var kernel =
        KernelParse.kernel(
            """
            kernel k(x: f32[%1$d], y: f32[%1$d])
              for i < %2$d
                y[i + %3$d] = x[i] + 1.0
            """
                .formatted(n, n - 4, first));
    var x = TensorData.zeros(DType.F32, n);
    for (int i = 0; i < n; i++) {
      x.set(i, Expr.of(DType.F32, i % 1009).bits());
    }
    var y = TensorData.zeros(DType.F32, n);
    var target = machine.targets().getFirst();
    var scheduled = new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel);
    Runs.run(machine, scheduled, List.of(x, y));
    for (int i = 0; i < n - 4; i++) {
      if (y.get(i + first) != i % 1009 + 1) {
        assertEquals(i % 1009 + 1.0, y.get(i + first), "element " + i);
      }
    }
  }

  private static double check(double exact, double y, DType dtype, double bound, String where) {
    double nearest = dtype == DType.F32 ? (float) exact : exact;
    if (Double.isNaN(nearest) || Double.isInfinite(nearest) || nearest == 0) {
      assertEquals(nearest, y, where);
      return 0;
    }
    double ulp = dtype == DType.F32 ? Math.ulp((float) exact) : Math.ulp(exact);
    double ulps = Math.abs(y - exact) / ulp;
    assertTrue(ulps <= bound, where + " is off by " + ulps + " ulp: " + y);
    return ulps;
  }

  /// Half of them of any magnitude, NaN and the infinite ones among them; half of them below 100.
  private static TensorData numbers(Random random, DType dtype) {
    var numbers = TensorData.zeros(dtype, N);
    for (int i = 0; i < N; i++) {
      double any =
          dtype == DType.F32
              ? Float.intBitsToFloat(random.nextInt())
              : Double.longBitsToDouble(random.nextLong());
      numbers.set(i, Expr.of(dtype, (i & 1) == 0 ? any : random.nextGaussian() * 20).bits());
    }
    return numbers;
  }

  private TensorData run(String value, DType dtype, TensorData x, TensorData z) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var text =
        """
        kernel k(x: %2$s[%1$d], z: %2$s[%1$d], y: %2$s[%1$d])
          for i < %1$d
            y[i] = %3$s
        """
            .formatted(N, dtype.toString().toLowerCase(java.util.Locale.ROOT), value);
    var kernel = KernelParse.kernel(text);
    var target = machine.targets().getFirst();
    var y = TensorData.zeros(dtype, N);
    Runs.run(
        machine,
        new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel),
        List.of(x, z, y));
    return y;
  }
}
