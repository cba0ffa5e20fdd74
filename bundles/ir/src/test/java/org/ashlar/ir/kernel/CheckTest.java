package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckTest {
  private static Kernel check(String text) {
    return Check.kernel(KernelParse.kernel(text));
  }

  private static void fails(String message, String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> check(text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aTiledProductIsLegal() {
    var kernel =
        check(
            """
            kernel product(x: f32[12, 20], w: f32[20, 64], out: f32[12, 64])
              for i_o < 3 cores
                for j_o < 2
                  alloc acc: f32[4, 2, 16] registers
                    for r < 4 unrolled
                      for c < 2 unrolled
                        for l < 16 vector
                          acc[r, c, l] = 0.0
                    for k < 20
                      for r < 4 unrolled
                        for c < 2 unrolled
                          for l < 16 vector
                            acc[r, c, l] add= x[i_o * 4 + r, k] * w[k, j_o * 32 + c * 16 + l]
                    for r < 4 unrolled
                      for c < 2 unrolled
                        for l < 16 vector
                          out[i_o * 4 + r, j_o * 32 + c * 16 + l] = acc[r, c, l]
            """);
    assertEquals(List.of(), Check.unproved(kernel));
  }

  @Test
  void fusedLoopsAreTakenApartAgain() {
    var kernel =
        check(
            """
            kernel add[n:1..64](x: f32[n, 8], out: f32[n, 8])
              for f < n * 8 cores
                out[f // 8, f % 8] = x[f // 8, f % 8] + 1.0
            """);
    assertEquals(List.of(), Check.unproved(kernel));
  }

  @Test
  void operationsMustBeDefinedForTheirDtype() {
    fails(
        "kernel k: what is written to out: exp is not defined for i32",
        """
        kernel k(x: i32[8], out: i32[8])
          for i < 8
            out[i] = exp(x[i])
        """);
    fails(
        "kernel k: a condition: shl is not defined for bool",
        """
        kernel k(x: bool[8])
          if x[0] shl x[1]
            x[0] = true
        """);
  }

  @Test
  void aFloatSumOverAParallelLoopMustRunInOrder() {
    fails(
        "kernel sum: loop i cores: iterations may touch one place of out (out[] and out[]), so they must run in order",
        """
        kernel sum(x: f32[8], out: f32[])
          for i < 8 cores
            out[] add= x[i]
        """);
    check(
        """
        kernel sum(x: i32[8], out: i32[])
          for i < 8 cores
            out[] add= x[i]
        """);
  }

  @Test
  void aRecurrenceMustRunInOrder() {
    fails(
        "kernel shift: loop i vector: iterations may touch one place of x (x[i] and x[i + 1]), so they must run in order",
        """
        kernel shift(x: f32[9])
          for i < 8 vector
            x[i + 1] = x[i]
        """);
  }

  @Test
  void aScatterIsParallelOnlyWhereItsOrderCannotBeTold() {
    fails(
        "kernel scatter: loop i cores: iterations may touch one place of out (out[to[i]] and out[to[i]]), so they must "
            + "run in order",
        """
        kernel scatter(to: i64[8], x: f32[8], out: f32[4])
          for i < 8 cores
            out[to[i]] add= x[i]
        """);
    var kernel =
        check(
            """
            kernel scatter(to: i64[8], x: f32[8], out: f32[4])
              for i < 8 cores
                out[to[i]] max= x[i]
            """);
    assertEquals(
        List.of("out: dimension 0: to[i] is not proved below 4"),
        Check.unproved(kernel).stream().map(Object::toString).toList());
  }

  @Test
  void registersOfOneWorkerAreNotSeenByOthers() {
    fails(
        "kernel k: loop i cores: acc lies in the memory of one worker and is allocated outside the loop: allocate it "
            + "inside",
        """
        kernel k(x: f32[8], out: f32[8])
          alloc acc: f32[8] registers
            for i < 8 cores
              acc[i] = x[i]
        """);
    fails(
        "kernel k: loop t threads: acc lies in registers of one thread, but acc[t + 1] has no place t",
        """
        kernel k(x: f32[8], out: f32[8])
          alloc acc: f32[9] registers
            for t < 8 threads
              acc[t + 1] = x[t]
        """);
  }

  @Test
  void conditionsProvePlaces() {
    var kernel =
        check(
            """
            kernel pad(x: f32[8], out: f32[10])
              for i < 10
                out[i] = select(1 <= i and i < 9, x[i - 1], 0.0)
            """);
    assertEquals(List.of(), Check.unproved(kernel));
  }

  @Test
  void namesAreBoundOnceAlongAPath() {
    fails(
        "kernel k: loop i: there is a loop of that name around it",
        """
        kernel k(out: f32[8])
          for i < 2
            for i < 4
              out[i] = 0.0
        """);
    fails(
        "kernel k: two buffers have the name out",
        """
        kernel k(out: f32[8])
          for i < 2
            alloc out: f32[8] registers
              out[i] = 0.0
        """);
  }
}
