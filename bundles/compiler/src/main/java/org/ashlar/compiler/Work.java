package org.ashlar.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Range;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Stmt;

/// The work of a kernel: floating-point operations, and bytes of device memory if each parameter
/// moves once. An upper bound where an extent depends on an index or only one branch is taken.
///
/// @param operations each of +, ×, exp, … counts one
record Work(double operations, long bytes) {
  static Work of(Kernel kernel) {
    return new Work(
        count(kernel.body(), new HashMap<>()),
        kernel.parameters().stream().mapToLong(Buffer::bytes).sum());
  }

  private static double count(Stmt stmt, Map<Expr.Index, Range> around) {
    return switch (stmt) {
      case Stmt.For(var index, var extent, _, var body) -> {
        long times = most(extent, around);
        var inside = new HashMap<>(around);
        inside.put(index, new Range(0, Math.max(0, times - 1)));
        yield times * count(body, inside);
      }
      case Stmt.If(var when, var then, var otherwise) ->
          count(when) + Math.max(count(then, around), count(otherwise, around));
      case Stmt.Store(_, _, var value) -> count(value);
      case Stmt.Update(var to, _, var combine, var value) ->
          count(value) + (to.dtype().isFloat() && combine != Op2.SET ? 1 : 0);
      case Stmt.Alloc(_, var body) -> count(body, around);
      case Stmt.Copy _ -> 0;
      case Stmt.Multiply(var acc, var a, _) ->
          2
              * volume(acc.over(), around)
              * volume(List.of(a.over().getFirst(), a.over().getLast()), around);
      case Stmt.Seq(var body) -> body.stream().mapToDouble(s -> count(s, around)).sum();
    };
  }

  private static double volume(List<Axis> axes, Map<Expr.Index, Range> around) {
    return axes.stream().mapToDouble(a -> most(a.extent(), around)).reduce(1, (x, y) -> x * y);
  }

  private static long most(Expr extent, Map<Expr.Index, Range> around) {
    var range = Bounds.of(extent, around);
    return range.isAll() ? 1 : Math.max(0, range.max());
  }

  private static double count(Expr value) {
    int[] n = {0};
    Rewrite.visit(
        value,
        e -> {
          boolean counts =
              switch (e) {
                case Expr.Unary(_, var x) -> x.dtype().isFloat();
                case Expr.Binary(_, var x, _) -> x.dtype().isFloat();
                case Expr.Const _,
                    Expr.Index _,
                    Expr.Size _,
                    Expr.Local _,
                    Expr.Read _,
                    Expr.Let _,
                    Expr.Cast _,
                    Expr.Select _ ->
                    false;
              };
          n[0] += counts ? 1 : 0;
        });
    return n[0];
  }
}
