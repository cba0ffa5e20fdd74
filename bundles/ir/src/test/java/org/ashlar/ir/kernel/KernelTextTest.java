package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/// The text of kernels, plans and schedules: what it looks like, and that it reads back.
class KernelTextTest {
  private static final String LINEAR =
      """
      kernel linear_gelu(x: f32[4, 6], w: f32[6, 8], b: f32[8], out: f32[4, 8])
        for i0 < 4 cores
          for i1 < 8
            alloc acc: f32[] registers
            acc[] = 0.0
            for k < 6
              acc[] add= x[i0, k] * w[k, i1]
            out[i0, i1] =
                let t = acc[] + b[i1] in
                t * 0.5 * (erf(t * 0.70710677) + 1.0)\
      """;

  private static final String TILES =
      """
      kernel tiles[n:1..64](x: f32[n, 8], out: f32[n, 8])
        for `for` < (n + 3) // 4
          alloc t: f32[4, 8] shared
            copy t[i, j] over i < 4, j < 8 = x[`for` * 4 + i, j] outside 0.0
            copy out[p, q] over p < 4, q < 8 = t[u, v] over u < 4, v < 8 outside 0.0
          alloc acc: f32[4, 4] registers
          multiply acc[i, j] += t[i, k] * t[k, j] over i < 4, j < 4, r < 1, k < 8
          if `for` == 0
            out[0, 0] max= 1.0
          else
            seq
              out[0, 0] = 2.0\
      """;

  private static void readsBack(String text) {
    var kernel = KernelParse.kernel(text);
    assertEquals(text, KernelText.of(kernel));
    assertEquals(kernel, KernelParse.kernel(KernelText.of(kernel)));
  }

  @Test
  void loopsReadBack() {
    readsBack(LINEAR);
  }

  @Test
  void tilesReadBack() {
    readsBack(TILES.replace("t[i, k] * t[k, j]", "x[i, k] * x[k, j]"));
  }

  @Test
  void tilesOfDifferentIndicesSayTheirAxes() {
    readsBack(
        """
        kernel product(a: f32[4, 4], b: f32[4, 4], c: f32[4, 4])
          multiply c[i, j] over i < 4, j < 4 += a[p, q] over r < 1, p < 4, q < 4 by b[p, q] over r < 1, p < 4, q < 4\
        """);
  }

  @Test
  void anEmptyBodyReadsBack() {
    readsBack("kernel nothing()");
    readsBack(
        "kernel idle(x: f32[])\n  for i < 4\n  alloc t: f32[] registers\n    seq\n  x[] = 1.0");
  }

  @Test
  void plansReadBack() {
    var text =
        """
        plan twice[n:1..8](x: f32[n]) -> (y: f32[n])
          slot t: f32[n] at 0
          launch x, t
            kernel a[n:1..8](p: f32[n], q: f32[n])
              for i < n
                q[i] = p[i]
          copy y = t
          repeat 3
            copy t = y
          branch t
            copy y = x
          else
            repeat n
              copy y = t\
        """;
    var plan = KernelParse.plan(text);
    assertEquals(text, KernelText.of(plan));
    assertEquals(plan, KernelParse.plan(KernelText.of(plan)));
  }

  @Test
  void schedulesReadBack() {
    var text =
        """
        split i by 16
        fuse i_o, j
        reorder i, k, j
        mark i cores
        hoist acc over k
        stage x at k shared layout [1, 0] depth 2
        stage w at k registers
        factor k by 8
        tensorise i, j, k\
        """;
    var schedule = KernelParse.schedule(text);
    assertEquals(text, KernelText.of(schedule));
    assertEquals(schedule, KernelParse.schedule(KernelText.of(schedule)));
  }

  @Test
  void wrongKernelsAreToldWithTheirPlace() {
    wrong("kernel k(x: f32[4])\n  for i 4", "line 2, column 9: '<' expected, found '4'");
    wrong(
        "kernel k(x: f32[4])\n  for i < 4 fast\n    x[i] = 0.0",
        "line 2, column 13: the end of the line or one of serial, unrolled, vector, cores, blocks, threads expected,"
            + " found 'fast'");
    wrong("kernel k(x: f32[4])\n  y[0] = 1.0", "line 2, column 3: unknown name 'y'; known here: x");
    wrong("kernel k(x: f32[4])\n  x[i] = 1.0", "line 2, column 5: unknown name 'i'; known here: x");
    wrong(
        "kernel k(x: f32[4])\n  x[0] = 1",
        "line 2, column 10: write to x: dtypes differ: f32 and i64");
    wrong(
        "kernel k(x: f32[4])\n  x[0, 0] = 1.0",
        "line 2, column 13: write to x: the buffer has 1 dimensions, the place 2");
    wrong(
        "kernel k(x: f32[4])\n  x[0] plus= 1.0",
        "line 2, column 8: one of add, sub, mul, div, rem, floordiv, floormod,"
            + " pow, atan2, min, max, and, or, xor, shl, shr, eq, ne, lt, le, set expected, found 'plus'");
    wrong(
        "kernel k(x: f32[4])\n  x[0] = 1.0\n   x[1] = 1.0",
        "line 3, column 4: a statement in column 3 expected, found 'x'");
    wrong(
        "kernel k(x: f32[4])\n  x[0] = 1.0 x[1] = 1.0",
        "line 2, column 14: the end of the line expected, found 'x'");
    wrong(
        "kernel k(x: f32[4])\nx[0] = 1.0",
        "line 2, column 1: the end of the text expected, found 'x'");
    wrong("kernel k(x: f32[4] shared)", "line 1, column 26: kernel k: parameter x must be global");
    wrong(
        "kernel k(x: f32[4])\n  if 3\n    x[0] = 1.0",
        "line 3, column 12: if: the condition must be bool: i64");
    wrong(
        "kernel k(x: f32[4])\n  copy x[i] over i < 4 = x[i] outside x[0]",
        "line 2, column 43: a constant after 'outside' expected, found the end of the text");
    wrong("kernel k(x: f32[4)", "line 1, column 18: ',' or ']' expected, found ')'");
    wrong(
        "kernel k(x: f32[0.5])", "line 1, column 17: an i64 expression expected, found one of f32");
    wrong("kernel k(x: f33[4])", "line 1, column 13: a dtype expected, found 'f33'");
  }

  @Test
  void blocksHaveADepthLimit() {
    var text = new StringBuilder("kernel deep(x: f32[4])");
    for (int i = 1; i < 300; i++) {
      text.append('\n').append(" ".repeat(i)).append("for i").append(i).append(" < 4");
    }
    wrong(text.toString(), "line 202, column 202: nested deeper than 200");
  }

  @Test
  void wrongPlansAndSchedulesAreToldWithTheirPlace() {
    var plan =
        assertThrows(
            IllegalArgumentException.class,
            () -> KernelParse.plan("plan p(x: f32[4]) -> (y: f32[4])\n  copy y = z"));
    assertEquals("line 2, column 12: a buffer of the plan expected, found 'z'", plan.getMessage());
    var schedule =
        assertThrows(
            IllegalArgumentException.class, () -> KernelParse.schedule("split i by 16\nunroll j"));
    assertEquals(
        "line 2, column 1: one of split, fuse, reorder, mark, hoist, stage, factor, tensorise expected,"
            + " found 'unroll'",
        schedule.getMessage());
  }

  private static void wrong(String text, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> KernelParse.kernel(text));
    assertEquals(message, e.getMessage());
  }
}
