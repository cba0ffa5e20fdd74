package org.ashlar.onnx.reduce;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.Det;
import org.ashlar.operators.product.Einsum;
import org.ashlar.operators.product.Gemm;
import org.ashlar.operators.product.MatMul;

/// Products of matrices, sums of products, determinants.
final class Products {
  private Products() {}

  static void register(Translations into) {
    into.add("MatMul", c -> Term.of(c.apply(new MatMul(), c.value(0), c.value(1))), 1, 9, 13)
        .add("Gemm", Products::gemm, 1, 6, 7, 9, 11, 13)
        .add("Einsum", Products::einsum, 12)
        .add("Det", c -> Term.of(c.apply(new Det(), c.value(0))), 11, 22);
  }

  private static List<Term> einsum(Call call) {
    return Term.of(call.graph().apply(new Einsum(call.text("equation", "")), call.values()));
  }

  /// Whole numbers with factors that are not are computed in `f64` and truncated.
  private static List<Term> gemm(Call call) {
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    var op = new Gemm(alpha, beta, call.flag("transA"), call.flag("transB"));
    var dtype = call.dtype(0);
    boolean isWide = dtype.isInteger() && (alpha != Math.rint(alpha) || beta != Math.rint(beta));
    var wide = isWide ? DType.F64 : dtype;
    List<Value> args = call.values().stream().map(v -> Build.cast(v, wide)).toList();
    return Term.of(Build.cast(call.graph().apply(op, args), dtype));
  }
}
