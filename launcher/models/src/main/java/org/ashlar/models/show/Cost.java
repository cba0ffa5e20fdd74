package org.ashlar.models.show;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// What a program takes, from its operators' meanings: nothing runs.
///
/// @param products multiplications whose results are summed (MACs)
/// @param liveBytes the most bytes of intermediate results that are needed at once, computed one
///   operator after the other; fusion needs less
/// @param isWhole whether nothing was left out: sizes known at run time only, loops without a bound
public record Cost(long products, long liveBytes, boolean isWhole) {
  public static Cost of(Function function) {
    var count = new Count();
    long products = count.products(function);
    return new Cost(products, live(function), count.whole);
  }

  private static final class Count {
    private boolean whole = true;

    long products(Function function) {
      long sum = 0;
      for (var value : Walk.order(function.outputs())) {
        if (value.result() == 0 && !(value.op() instanceof Input)) {
          sum += products(value);
        }
      }
      return sum;
    }

    private long products(Value value) {
      Meaning meaning;
      try {
        meaning = value.op().meaning(value.args().stream().map(Value::type).toList());
      } catch (RuntimeException e) {
        whole = false;
        return 0;
      }
      return switch (meaning) {
        case Meaning.Indexed indexed when !indexed.over().isEmpty() && multiplies(indexed) -> {
          long times = elements(value);
          for (var index : indexed.over()) {
            times *= number(index.extent());
          }
          yield times;
        }
        case Meaning.Composed(var body) -> products(body);
        case Meaning.Chosen(var then, var otherwise) ->
            Math.max(products(then), products(otherwise));
        case Meaning.Repeated repeated -> {
          whole = false;
          yield products(repeated.body());
        }
        case Meaning.Pointwise _, Meaning.Indexed _, Meaning.Scanned _, Meaning.Scattered _ -> 0;
        case Meaning.Opaque _ -> 0;
      };
    }

    private long number(Expr extent) {
      if (extent instanceof Expr.Const c) {
        return c.bits();
      }
      whole = false;
      return 1;
    }

    private long elements(Value value) {
      if (value.type() instanceof TensorType t && t.shape().isConstant()) {
        return t.shape().elements();
      }
      whole = false;
      return 0;
    }

    private static boolean multiplies(Meaning.Indexed indexed) {
      var found = new boolean[1];
      for (var body : indexed.body()) {
        Rewrite.visit(
            body,
            e -> {
              if (e instanceof Expr.Binary(var op, var a, var b)
                  && op == Op2.MUL
                  && reads(a)
                  && reads(b)) {
                found[0] = true;
              }
            });
      }
      return found[0];
    }

    private static boolean reads(Expr e) {
      var found = new boolean[1];
      Rewrite.visit(e, inside -> found[0] |= inside instanceof Expr.Read);
      return found[0];
    }
  }

  private static long live(Function function) {
    var order = Walk.order(function.outputs());
    Map<Value, Integer> last = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      for (var arg : order.get(i).args()) {
        last.put(arg, i);
      }
    }
    Set<Value> outputs = new HashSet<>(function.outputs());
    long now = 0;
    long most = 0;
    Map<Integer, Long> freed = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      var value = order.get(i);
      if (value.op() instanceof Input) {
        continue;
      }
      long bytes = bytes(value);
      now += bytes;
      most = Math.max(most, now);
      if (!outputs.contains(value)) {
        freed.merge(last.getOrDefault(value, i), bytes, Long::sum);
      }
      now -= freed.getOrDefault(i, 0L);
    }
    return most;
  }

  private static long bytes(Value value) {
    return value.type() instanceof TensorType t && t.shape().isConstant()
        ? t.shape().elements() * t.dtype().bytes()
        : 0;
  }
}
