package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.junit.jupiter.api.Test;

final class StatementsTest {
  private final Kernel kernel =
      KernelParse.kernel(
          """
          kernel k[n:1..64](x: f32[n, 8], y: f32[n, 8])
            for i < n
              alloc t: f32[8] scratch
                copy t[j] over j < 8 = x[i, j] outside 0.0
                for k < 8
                  if k < i
                    y[i, k] add= t[k]
                  else
                    y[i, k] = t[k] * 2.0
          """);
  private final Expr.Size n = new Expr.Size("n", 1, 64);

  @Test
  void whatDoesNotChangeStaysTheSameObject() {
    assertSame(kernel.body(), Statements.map(kernel.body(), s -> s));
    assertSame(kernel.body(), Statements.mapExpressions(kernel.body(), e -> e));
    assertSame(
        kernel.body(),
        Statements.substitute(kernel.body(), Map.of(new Expr.Index("q"), Expr.of(1))));
  }

  @Test
  void substitutionReachesExtentsConditionsPlacesAndTiles() {
    var got =
        Statements.substitute(
            kernel.body(), Map.of(n, Expr.of(5), new Expr.Index("i"), Expr.of(3)));
    assertEquals(
        """
        for i < 5
          alloc t: f32[8] scratch
          copy t[j] over j < 8 = x[3, j] outside 0.0
          for k < 8
            if k < 3
              y[3, k] add= t[k]
            else
              y[3, k] = t[k] * 2.0\
        """,
        KernelText.of(got));
  }

  @Test
  void buffersAreRenamedEverywhere() {
    var t = new Buffer("t", DType.F32, List.of(Expr.of(8)), Space.SCRATCH);
    var u = new Buffer("u", DType.F32, List.of(Expr.of(8)), Space.SHARED);
    var got = Statements.rename(kernel.body(), t, u);
    assertTrue(!Reads.of(got).contains(t) && !Writes.of(got).contains(t));
    assertTrue(Reads.of(got).contains(u) && Writes.of(got).contains(u));
  }

  @Test
  void updatesReadWhatTheyCombineInto() {
    assertEquals(List.of("x", "t", "y"), Reads.of(kernel).stream().map(Buffer::name).toList());
  }
}
