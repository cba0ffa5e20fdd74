package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;
import org.junit.jupiter.api.Test;

final class RewriteTest {
  private final Index i = new Index("i");
  private final Index j = new Index("j");
  private final Local x = new Local("x", DType.I64);
  private final Local y = new Local("y", DType.I64);

  @Test
  void whatDoesNotChangeStaysTheSameObject() {
    var e = new Let(x, i.plus(j), x.times(x));
    assertSame(e, Rewrite.map(e, n -> n));
    assertSame(e, Rewrite.substitute(e, Map.of(y, i)));
  }

  @Test
  void mapGoesBottomUp() {
    var e = i.plus(Expr.of(1)).times(j);
    var got = Rewrite.map(e, n -> n.equals(i) ? j : n.equals(j.plus(Expr.of(1))) ? x : n);
    assertEquals(x.times(j), got);
  }

  @Test
  void sharedNodesAreRewrittenOnce() {
    Expr e = i;
    for (int n = 0; n < 60; n++) {
      e = e.plus(e);
    }
    var calls = new AtomicInteger();
    Rewrite.map(
        e,
        n -> {
          calls.incrementAndGet();
          return n instanceof Index ? j : n;
        });
    assertEquals(61, calls.get());
  }

  @Test
  void aThousandNestedLetsAreWalkedWithoutRecursion() {
    Expr e = new Local("v100000", DType.I64);
    for (int n = 100_000; n > 0; n--) {
      e =
          new Let(
              new Local("v" + n, DType.I64),
              n == 1 ? i : new Local("v" + (n - 1), DType.I64).plus(i),
              e);
    }
    var got = Rewrite.substitute(e, Map.of(i, j));
    var seen = new AtomicInteger();
    Rewrite.visit(got, n -> seen.addAndGet(n.equals(i) ? 1 : 0));
    assertEquals(0, seen.get());
  }

  @Test
  void aLocalBoundInsideHidesTheOuterOne() {
    var e = x.plus(new Let(x, x.plus(Expr.of(1)), x.times(x)));
    assertEquals(
        i.plus(new Let(x, i.plus(Expr.of(1)), x.times(x))), Rewrite.substitute(e, Map.of(x, i)));
  }

  @Test
  void aBoundLocalThatWouldCatchAReplacementIsRenamed() {
    var renamed = new Local("x_1", DType.I64);
    var e = new Let(x, i, x.plus(y));
    assertEquals(new Let(renamed, i, renamed.plus(x)), Rewrite.substitute(e, Map.of(y, x)));
  }

  @Test
  void freeNamesRespectScopes() {
    var size = new Expr.Size("n", 1, 8);
    var e = x.plus(new Let(y, i.plus(size), y.times(y)));
    assertEquals(Set.of(x, i, size), Rewrite.free(e));
    assertEquals(List.of(i), List.copyOf(Rewrite.free(new Let(x, i, x))));
  }
}
