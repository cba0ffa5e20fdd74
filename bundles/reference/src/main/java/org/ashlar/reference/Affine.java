package org.ashlar.reference;

import java.util.Optional;
import java.util.TreeMap;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// A constant plus indices times constants: what most places are, computed without a walk. Exact,
/// since index algebra wraps.
record Affine(long constant, int[] slots, long[] factors) {
  /// The expression in this form; empty where it has another.
  static Optional<Affine> of(Expr e, Scope scope) {
    var factors = new TreeMap<Integer, Long>();
    var constant = new long[1];
    if (e.dtype() != DType.I64 || !gather(e, 1, scope, factors, constant)) {
      return Optional.empty();
    }
    factors.values().removeIf(k -> k == 0);
    return Optional.of(
        new Affine(
            constant[0],
            factors.keySet().stream().mapToInt(s -> s).toArray(),
            factors.values().stream().mapToLong(k -> k).toArray()));
  }

  /// Adds `factor` times an expression; false where it is not affine.
  private static boolean gather(
      Expr e, long factor, Scope scope, TreeMap<Integer, Long> factors, long[] constant) {
    switch (e) {
      case Expr.Const c -> constant[0] += factor * c.bits();
      case Expr.Size s -> constant[0] += factor * scope.size(s);
      case Expr.Index i -> factors.merge(scope.slot(i), factor, Long::sum);
      case Expr.Unary(Op1 op, Expr x) when op == Op1.NEG -> {
        return gather(x, -factor, scope, factors, constant);
      }
      case Expr.Binary(Op2 op, Expr x, Expr y) when op == Op2.ADD || op == Op2.SUB -> {
        return gather(x, factor, scope, factors, constant)
            && gather(y, op == Op2.ADD ? factor : -factor, scope, factors, constant);
      }
      case Expr.Binary(Op2 op, Expr x, Expr.Const y) when op == Op2.MUL -> {
        return gather(x, factor * y.bits(), scope, factors, constant);
      }
      case Expr.Binary(Op2 op, Expr.Const x, Expr y) when op == Op2.MUL -> {
        return gather(y, factor * x.bits(), scope, factors, constant);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /// As a function, the shorter the fewer indices there are.
  Whole compile() {
    long c = constant;
    return switch (slots.length) {
      case 0 -> f -> c;
      case 1 -> {
        int s = slots[0];
        long k = factors[0];
        yield k == 1 ? c == 0 ? f -> f.whole[s] : f -> f.whole[s] + c : f -> f.whole[s] * k + c;
      }
      case 2 -> {
        int s = slots[0];
        int t = slots[1];
        long k = factors[0];
        long l = factors[1];
        yield f -> f.whole[s] * k + f.whole[t] * l + c;
      }
      default ->
          f -> {
            long sum = c;
            for (int i = 0; i < slots.length; i++) {
              sum += f.whole[slots[i]] * factors[i];
            }
            return sum;
          };
    };
  }
}
