package org.ashlar.ir.text;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// The expressions that are written as calls: `exp(x)`, `min(x, y)`, `select(c, x, y)`, `f32(x)`,
/// `saturate_i8(x)`, `bits_i32(x)`.
///
/// @param arguments how many
record Calls(int arguments, Function<List<Expr>, Expr> make) {
  static final String SELECT = "select";

  private static final Map<String, Calls> ALL = all();

  static Optional<Calls> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static String cast(DType to, Expr.Mode mode) {
    return mode == Expr.Mode.CONVERT
        ? to.toString()
        : mode.name().toLowerCase(Locale.ROOT) + "_" + to;
  }

  private static Map<String, Calls> all() {
    var all = new HashMap<String, Calls>();
    for (var op : Op1.values()) {
      all.put(op.toString(), new Calls(1, x -> new Expr.Unary(op, x.getFirst())));
    }
    for (var op : Op2.values()) {
      if (Precedence.of(op) == Precedence.PRIMARY) {
        all.put(op.sign(), new Calls(2, x -> new Expr.Binary(op, x.getFirst(), x.getLast())));
      }
    }
    for (var to : DType.values()) {
      for (var mode : Expr.Mode.values()) {
        all.put(cast(to, mode), new Calls(1, x -> new Expr.Cast(to, mode, x.getFirst())));
      }
    }
    all.put(SELECT, new Calls(3, x -> new Expr.Select(x.get(0), x.get(1), x.get(2))));
    return Map.copyOf(all);
  }
}
