package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ashlar.ir.Expr.Binary;
import org.ashlar.ir.Expr.Const;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Let;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Expr.Select;
import org.ashlar.ir.Expr.Size;
import org.ashlar.ir.Expr.Unary;
import org.junit.jupiter.api.Test;

final class SimplifyTest {
  private final Index i = new Index("i");
  private final Index j = new Index("j");
  private final Index k = new Index("k");
  private final Size n = new Size("n", 1, 64);
  private final Facts facts = Facts.NONE.with(i, of(4)).with(j, of(8)).with(k, i.plus(of(1)));

  private static Const of(long value) {
    return Expr.of(value);
  }

  private void gives(Expr expected, Expr e) {
    assertEquals(expected, Simplify.of(e, facts));
  }

  @Test
  void equalSumsBecomeEqualExpressions() {
    gives(
        i.times(of(8)).plus(j).plus(of(3)),
        of(1).plus(j).plus(i.times(of(4)).plus(of(1)).times(of(2))));
    gives(of(0), i.plus(j).minus(j).minus(i));
    gives(i.times(n).plus(j), j.plus(n.times(i)));
    gives(i.minus(of(1)), of(-1).plus(i));
  }

  @Test
  void quotientsOfKnownRemaindersVanish() {
    gives(i, i.times(of(8)).plus(j).floorDiv(of(8)));
    gives(j, i.times(of(8)).plus(j).floorMod(of(8)));
    gives(
        i.plus(j.plus(of(1)).floorDiv(of(4))), i.times(of(4)).plus(j).plus(of(1)).floorDiv(of(4)));
    gives(j.floorDiv(of(6)), j.floorDiv(of(2)).floorDiv(of(3)));
    gives(j, j.floorDiv(of(4)).times(of(4)).plus(j.floorMod(of(4))));
  }

  @Test
  void quotientsBySizesUseExtents() {
    var within = Facts.NONE.with(i, of(4)).with(j, n);
    assertEquals(i, Simplify.of(i.times(n).plus(j).floorDiv(n), within));
    assertEquals(j, Simplify.of(i.times(n).plus(j).floorMod(n), within));
  }

  @Test
  void knownConditionsAreDecided() {
    gives(Expr.of(true), k.lt(of(4)));
    gives(Expr.of(true), k.le(i));
    gives(Expr.of(false), i.times(of(8)).plus(j).lt(of(0)));
    gives(i, i.min(j.plus(of(4))));
    gives(i.lt(j), new Unary(Op1.NOT, new Unary(Op1.NOT, i.lt(j))));
    gives(j.le(i), i.lt(j).not());
  }

  @Test
  void aConditionThatHoldsProvesAPlace() {
    var outer = new Index("o");
    var inner = new Index("l");
    var at = outer.times(of(16)).plus(inner);
    var tail = Facts.NONE.with(outer, of(7)).with(inner, of(16));
    assertFalse(tail.proves(at.lt(of(100))));
    assertTrue(tail.with(at.lt(of(100))).proves(at.lt(of(100))));
    assertTrue(tail.with(outer.times(of(16)).plus(of(15)).lt(of(100))).proves(at.lt(of(100))));
    var shorter =
        Facts.NONE.with(outer, of(7)).with(inner, of(16).min(of(100).minus(outer.times(of(16)))));
    assertTrue(shorter.proves(at.lt(of(100))));
    var whole = Facts.NONE.with(outer, n.floorDiv(of(16))).with(inner, of(16));
    assertTrue(whole.proves(at.lt(n)));
    var rest = Facts.NONE.with(inner, n.floorMod(of(16)));
    assertTrue(rest.proves(n.floorDiv(of(16)).times(of(16)).plus(inner).lt(n)));
    assertFalse(rest.proves(n.floorDiv(of(16)).times(of(16)).plus(inner).plus(of(1)).lt(n)));
    var fused = Facts.NONE.with(outer, n.times(of(8)));
    assertTrue(fused.proves(outer.floorDiv(of(8)).lt(n)));
  }

  @Test
  void floatsKeepWhatRoundingCanTell() {
    var x = new Local("x", DType.F32);
    gives(x, x.times(1).plus(0).over(1));
    gives(x.times(0), x.times(0));
    gives(x.minus(x), x.minus(x));
    gives(x, x.negate().negate());
    gives(x.le(x), x.le(x));
    gives(x, Expr.of(true).select(x, x.sqrt()));
    gives(x, x.cast(DType.F64).cast(DType.F32));
    gives(x.cast(DType.F16).cast(DType.F32), x.cast(DType.F16).cast(DType.F32));
  }

  @Test
  void letsOfLeavesAndSingleUsesVanish() {
    var a = new Local("a", DType.I64);
    var b = new Local("b", DType.I64);
    gives(i.plus(j), new Let(a, i, a.plus(j)));
    var twice = new Let(b, i.floorDiv(of(3)), b.max(j.floorMod(b)));
    gives(twice, new Let(a, i, new Let(b, a.floorDiv(of(3)), b.max(j.floorMod(b)))));
  }

  @Test
  void whatOverflowsIsNotTakenForExact() {
    var huge = of(1L << 62);
    var e = i.times(huge).floorDiv(huge);
    var got = Simplify.of(e, facts);
    for (long at = 0; at < 4; at++) {
      assertEquals(evaluate(e, Map.of(i, at)), evaluate(got, Map.of(i, at)));
    }
    assertTrue(Bounds.of(i.times(huge), Map.of(i, new Range(0, 3))).isAll());
  }

  @Test
  void simplifiedIndexAlgebraEvaluatesToTheSame() {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("SimplifyTest seed " + seed);
    var random = new Random(seed);
    for (int trial = 0; trial < 20_000; trial++) {
      var e = random(random, 4);
      var condition = random(random, 1).lt(random(random, 1));
      var known = facts.with(condition);
      var got = Simplify.of(e, known);
      var range = known.range(e);
      for (int point = 0; point < 8; point++) {
        var at = point(random);
        if (evaluate(condition, at) == 0) {
          continue;
        }
        long value = evaluate(e, at);
        var where = "seed " + seed + ", trial " + trial + ": " + e + " became " + got + " at " + at;
        assertEquals(value, evaluate(got, at), where);
        assertTrue(range.contains(value), () -> where + " outside " + range);
      }
    }
  }

  private Map<Expr, Long> point(Random random) {
    var at = new HashMap<Expr, Long>();
    at.put(i, (long) random.nextInt(4));
    at.put(j, (long) random.nextInt(8));
    at.put(k, (long) random.nextInt((int) (at.get(i) + 1)));
    at.put(n, 1L + random.nextInt(64));
    return at;
  }

  private Expr random(Random random, int depth) {
    if (depth == 0 || random.nextInt(6) == 0) {
      return switch (random.nextInt(7)) {
        case 0 -> i;
        case 1 -> j;
        case 2 -> k;
        case 3 -> n;
        case 4 ->
            of(
                random.nextInt(10) == 0
                    ? random.nextLong()
                    : random.nextInt(4) == 0 ? 1L << random.nextInt(64) : 3);
        default -> of(random.nextInt(20) - 5);
      };
    }
    var x = random(random, depth - 1);
    var y = random(random, depth - 1);
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> x.plus(y);
      case 3 -> x.minus(y);
      case 4 -> x.times(y);
      case 5 ->
          x.floorDiv(
              random.nextBoolean() ? of(1 + random.nextInt(8)) : random.nextBoolean() ? n : y);
      case 6 ->
          x.floorMod(
              random.nextBoolean() ? of(1 + random.nextInt(8)) : random.nextBoolean() ? n : y);
      case 7 -> x.min(y);
      case 8 -> x.max(y);
      case 9 -> x.negate();
      case 10 -> condition(random, x, y).select(random(random, depth - 1), y);
      default ->
          new Let(new Local("l" + depth, DType.I64), x, new Local("l" + depth, DType.I64).plus(y));
    };
  }

  private Expr condition(Random random, Expr x, Expr y) {
    return switch (random.nextInt(6)) {
      case 0 -> x.lt(y);
      case 1 -> x.le(y);
      case 2 -> x.eq(y);
      case 3 -> x.ne(y);
      case 4 -> x.lt(y).and(y.le(i)).not();
      default -> x.lt(y).or(j.eq(x));
    };
  }

  /// Index algebra as `semantics.md` says it.
  static long evaluate(Expr e, Map<? extends Expr, Long> at) {
    return switch (e) {
      case Const c -> c.bits();
      case Index _, Size _, Local _ -> at.get(e);
      case Let(var name, var value, var body) -> {
        var inside = new HashMap<Expr, Long>(at);
        inside.put(name, evaluate(value, at));
        yield evaluate(body, inside);
      }
      case Unary(var op, var x) -> op == Op1.NOT ? 1 - evaluate(x, at) : -evaluate(x, at);
      case Binary(var op, var x, var y) -> binary(op, evaluate(x, at), evaluate(y, at));
      case Select(var c, var x, var y) -> evaluate(c, at) != 0 ? evaluate(x, at) : evaluate(y, at);
      case Expr.Read _, Expr.Cast _ -> throw new IllegalArgumentException(List.of(e).toString());
    };
  }

  private static long binary(Op2 op, long x, long y) {
    return switch (op) {
      case ADD -> x + y;
      case SUB -> x - y;
      case MUL -> x * y;
      case FLOORDIV -> y == 0 ? 0 : Math.floorDiv(x, y);
      case FLOORMOD -> y == 0 ? 0 : Math.floorMod(x, y);
      case MIN -> Math.min(x, y);
      case MAX -> Math.max(x, y);
      case AND -> x & y;
      case OR -> x | y;
      case EQ -> x == y ? 1 : 0;
      case NE -> x != y ? 1 : 0;
      case LT -> x < y ? 1 : 0;
      case LE -> x <= y ? 1 : 0;
      default -> throw new IllegalArgumentException(op.name());
    };
  }
}
