package org.ashlar.onnx.elementwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translation;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Acos;
import org.ashlar.operators.pointwise.Acosh;
import org.ashlar.operators.pointwise.Asin;
import org.ashlar.operators.pointwise.Asinh;
import org.ashlar.operators.pointwise.Atan;
import org.ashlar.operators.pointwise.Atanh;
import org.ashlar.operators.pointwise.Ceil;
import org.ashlar.operators.pointwise.Cos;
import org.ashlar.operators.pointwise.Cosh;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Reciprocal;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.pointwise.Sign;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.pointwise.Sinh;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Tan;
import org.ashlar.operators.pointwise.Tanh;

/// Functions of one number.
final class Functions {
  private Functions() {}

  static void register(Translations into) {
    into.add("Abs", whole(new Abs()), 1, 6, 13)
        .add("Neg", whole(new Neg()), 1, 6, 13)
        .add("Sign", whole(new Sign()), 9, 13)
        .add("Reciprocal", real(new Reciprocal()), 1, 6, 13)
        .add("Floor", real(new Floor()), 1, 6, 13)
        .add("Ceil", real(new Ceil()), 1, 6, 13)
        .add("Round", real(new Round()), 11, 22)
        .add("Sqrt", real(new Sqrt()), 1, 6, 13)
        .add("Exp", real(new Exp()), 1, 6, 13)
        .add("Log", real(new Log()), 1, 6, 13)
        .add("Erf", real(new Erf()), 9, 13)
        .add("Sin", real(new Sin()), 7, 22)
        .add("Cos", real(new Cos()), 7, 22)
        .add("Tan", real(new Tan()), 7, 22)
        .add("Asin", real(new Asin()), 7, 22)
        .add("Acos", real(new Acos()), 7, 22)
        .add("Atan", real(new Atan()), 7, 22)
        .add("Sinh", real(new Sinh()), 9, 22)
        .add("Cosh", real(new Cosh()), 9, 22)
        .add("Tanh", real(new Tanh()), 1, 6, 13)
        .add("Asinh", real(new Asinh()), 9, 22)
        .add("Acosh", real(new Acosh()), 9, 22)
        .add("Atanh", real(new Atanh()), 9, 22);
  }

  /// A function that takes whole numbers too.
  static Translation whole(Operator op) {
    return call -> Term.of(call.apply(op, call.value(0)));
  }

  /// A function of floats; where the format allows whole numbers, they are computed in `f64` and
  /// truncated.
  static Translation real(Operator op) {
    return call -> {
      var x = call.value(0);
      var dtype = call.dtype(0);
      return Term.of(
          dtype.isInteger()
              ? Build.cast(call.apply(op, Build.cast(x, DType.F64)), dtype)
              : call.apply(op, x));
    };
  }
}
