package org.ashlar.onnx.write;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Value;
import org.ashlar.operators.reduce.ArgMax;
import org.ashlar.operators.reduce.ArgMin;
import org.ashlar.operators.reduce.CumSum;
import org.ashlar.operators.reduce.ReduceL1;
import org.ashlar.operators.reduce.ReduceL2;
import org.ashlar.operators.reduce.ReduceLogSum;
import org.ashlar.operators.reduce.ReduceLogSumExp;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceMean;
import org.ashlar.operators.reduce.ReduceMin;
import org.ashlar.operators.reduce.ReduceProd;
import org.ashlar.operators.reduce.ReduceSum;
import org.ashlar.operators.reduce.ReduceSumSquare;

/// Reductions along axes, running sums.
final class Reductions {
  private Reductions() {}

  static void register(Phrases into) {
    along(into, ReduceL1.class, "ReduceL1", ReduceL1::axes, ReduceL1::keepdims);
    along(into, ReduceL2.class, "ReduceL2", ReduceL2::axes, ReduceL2::keepdims);
    along(into, ReduceLogSum.class, "ReduceLogSum", ReduceLogSum::axes, ReduceLogSum::keepdims);
    along(
        into,
        ReduceLogSumExp.class,
        "ReduceLogSumExp",
        ReduceLogSumExp::axes,
        ReduceLogSumExp::keepdims);
    along(into, ReduceMax.class, "ReduceMax", ReduceMax::axes, ReduceMax::keepdims);
    along(into, ReduceMean.class, "ReduceMean", ReduceMean::axes, ReduceMean::keepdims);
    along(into, ReduceMin.class, "ReduceMin", ReduceMin::axes, ReduceMin::keepdims);
    along(into, ReduceProd.class, "ReduceProd", ReduceProd::axes, ReduceProd::keepdims);
    along(into, ReduceSum.class, "ReduceSum", ReduceSum::axes, ReduceSum::keepdims);
    along(
        into,
        ReduceSumSquare.class,
        "ReduceSumSquare",
        ReduceSumSquare::axes,
        ReduceSumSquare::keepdims);
    into.add(ArgMax.class, (op, c, a, d) -> place(c, a, d, "ArgMax", op.axis(), op.keepdims()));
    into.add(ArgMin.class, (op, c, a, d) -> place(c, a, d, "ArgMin", op.axis(), op.keepdims()));
    into.add(
        CumSum.class,
        (op, call, a, draft) ->
            Elements.said(
                call.tensor().dtype() != DType.F16 && Elements.common(call),
                call,
                List.of(a.getFirst(), draft.scalar(DType.I64, op.axis())),
                draft,
                "CumSum",
                Attribute.of("exclusive", op.exclusive()),
                Attribute.of("reverse", op.reverse())));
  }

  private interface Axes<O> {
    List<Long> of(O operator);
  }

  private interface Kept<O> {
    boolean of(O operator);
  }

  /// Sums of `f16` are accumulated in `f32`, which the format does not promise.
  private static <O extends Operator> void along(
      Phrases into, Class<O> operator, String name, Axes<O> axes, Kept<O> kept) {
    into.add(
        operator,
        (op, call, a, draft) -> {
          var named = axes.of(op);
          var given = named.isEmpty() ? a : List.of(a.getFirst(), draft.wholes(named));
          boolean wide = Elements.common(call) && call.arg(0).tensor().dtype() != DType.F16;
          return Elements.said(
              wide, call, given, draft, name, Attribute.of("keepdims", kept.of(op)));
        });
  }

  private static Optional<List<String>> place(
      Value call, List<String> arguments, Draft draft, String name, long axis, boolean kept) {
    return Elements.said(
        Elements.common(call) && call.arg(0).tensor().dtype() != DType.I64,
        call,
        arguments,
        draft,
        name,
        Attribute.of("axis", axis),
        Attribute.of("keepdims", kept));
  }
}
