package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Mean;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mod;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Sum;

/// Arithmetic of two tensors or many.
///
/// The format leaves open what an integer divided by 0 is; here it is 0. Sums of integers wrap.
final class Arithmetic {
  private Arithmetic() {}

  static void register(Translations into) {
    into.add("Add", Alignment.binary(new Add()), 1, 6, 7, 13, 14)
        .add("Sub", Alignment.binary(new Sub()), 1, 6, 7, 13, 14)
        .add("Mul", Alignment.binary(new Mul()), 1, 6, 7, 13, 14)
        .add("Div", Alignment.binary(new Div()), 1, 6, 7, 13, 14)
        .add("Mod", Arithmetic::mod, 10, 13)
        .add("Pow", Arithmetic::pow, 1, 7, 12, 13, 15)
        .add("Sum", call -> many(call, new Sum()), 1, 6, 8, 13)
        .add("Mean", call -> many(call, new Mean()), 1, 6, 8, 13)
        .add("Max", call -> many(call, new Max()), 1, 6, 8, 12, 13)
        .add("Min", call -> many(call, new Min()), 1, 6, 8, 12, 13);
  }

  private static List<Term> many(Call call, Operator op) {
    var values = call.values();
    if (values.isEmpty()) {
      throw call.refuse("needs an input");
    }
    // the combination of one is itself
    return Term.of(values.size() == 1 ? values.getFirst() : call.graph().apply(op, values));
  }

  private static List<Term> mod(Call call) {
    return Term.of(call.apply(new Mod(call.flag("fmod")), call.value(0), call.value(1)));
  }

  /// The power has the dtype of the base; before version 12 the exponent has it too.
  ///
  /// Of whole numbers it is exact, modulo the width of the base.
  private static List<Term> pow(Call call) {
    var base = call.value(0);
    var exponent = Alignment.second(call);
    var dtype = call.dtype(0);
    var wide = wide(dtype, call.dtype(1));
    return Term.of(
        Build.cast(Build.pow(Build.cast(base, wide), Build.cast(exponent, wide)), dtype));
  }

  /// In which the power of such numbers is computed.
  private static DType wide(DType base, DType exponent) {
    if (base == exponent) {
      return base;
    }
    if (base.isInteger()) {
      return exponent.isInteger() ? DType.I64 : DType.F64;
    }
    return base == DType.F64 || exponent == DType.F64 ? DType.F64 : DType.F32;
  }
}
