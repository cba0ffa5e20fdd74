package org.ashlar.itest.operators;

import java.util.List;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Acos;
import org.ashlar.operators.pointwise.Acosh;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.Asin;
import org.ashlar.operators.pointwise.Asinh;
import org.ashlar.operators.pointwise.Atan;
import org.ashlar.operators.pointwise.Atan2;
import org.ashlar.operators.pointwise.Atanh;
import org.ashlar.operators.pointwise.BitAnd;
import org.ashlar.operators.pointwise.BitCast;
import org.ashlar.operators.pointwise.BitNot;
import org.ashlar.operators.pointwise.BitOr;
import org.ashlar.operators.pointwise.BitXor;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.CastLike;
import org.ashlar.operators.pointwise.Cbrt;
import org.ashlar.operators.pointwise.Ceil;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Clip;
import org.ashlar.operators.pointwise.Cos;
import org.ashlar.operators.pointwise.Cosh;
import org.ashlar.operators.pointwise.Digamma;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.ErfInv;
import org.ashlar.operators.pointwise.Erfc;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Exp2;
import org.ashlar.operators.pointwise.Expm1;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.GreaterOrEqual;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.pointwise.IsFinite;
import org.ashlar.operators.pointwise.IsInf;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.pointwise.Lgamma;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Log10;
import org.ashlar.operators.pointwise.Log1p;
import org.ashlar.operators.pointwise.Log2;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Mean;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mod;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.pointwise.NotEqual;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Reciprocal;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.pointwise.Rsqrt;
import org.ashlar.operators.pointwise.ShiftLeft;
import org.ashlar.operators.pointwise.ShiftRight;
import org.ashlar.operators.pointwise.Sign;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.pointwise.Sinh;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Square;
import org.ashlar.operators.pointwise.StopGradient;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Sum;
import org.ashlar.operators.pointwise.Tan;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.pointwise.Trunc;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.pointwise.Xor;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The laws of the elements.
class PointwiseTest extends Family {
  @Override
  List<OperatorLaws> laws() {
    return Stream.of(arithmetic(), whole(), truths(), functions(), casts())
        .flatMap(List::stream)
        .toList();
  }

  private static List<OperatorLaws> arithmetic() {
    return List.of(
        laws(new Abs(), Case.of("f32[2, 3]"), Case.of("i32[4]").within(-9, 9)),
        two(new Add()),
        laws(
            new Div(),
            Case.of("f32[2, 3]", "f32[3]").within(0.5, 3),
            Case.of("i32[5]", "i32[5]").within(-9, 9),
            Case.refused("f32[2]", "i64[2]")),
        two(new Mul()),
        laws(new Neg(), Case.of("f32[2, 3]"), Case.of("i32[4]")),
        laws(
            new Pow(),
            Case.of("f32[2, 3]", "f32[3]").within(0.3, 2),
            Case.of("i32[6]", "i32[6]").within(0, -9, 9).within(1, -2, 12),
            Case.of("u8[6]", "u8[]").within(0, 99),
            Case.refused("f32[2]", "i64[2]")),
        two(new Sub()),
        many(new Max()),
        many(new Min()),
        many(new Sum()),
        laws(
            new Mean(),
            Case.of("f32[2, 3]", "f32[3]", "f32[]"),
            Case.of("bf16[4]", "bf16[4]"),
            Case.refused("i32[2]"),
            Case.refused()),
        laws(
            new Mod(),
            Case.of("f32[2, 3]", "f32[3]").within(0, -9, 9).within(1, 0.7, 2),
            Case.of("f32[6]", "f32[6]").within(0, -9, 9).within(1, -3, -2).under(new Mod(true)),
            Case.of("i32[6]", "i32[6]").within(-9, 9),
            Case.of("i8[6]", "i8[]").within(-128, 127).under(new Mod(true)),
            Case.of("u8[6]", "u8[6]").within(0, 255),
            Case.refused("f32[2]", "i64[2]")),
        laws(
            new Sign(),
            Case.of("f32[2, 3]"),
            Case.of("i8[5]").within(-2, 2),
            Case.of("u8[3]"),
            Case.refused("bool[2]")),
        laws(
            new Square(),
            Case.of("f32[2, 3]"),
            Case.of("i8[5]").within(-99, 99),
            Case.refused("bool[2]")),
        laws(new Clamp(), Case.of("f32[2, 3]"), Case.of("f32[6]").under(new Clamp(-1, 0.5))),
        laws(
            new Clip(),
            Case.of("f32[2, 3]", "f32[]", "f32[3]").within(1, -2, 0).within(2, 0.1, 2),
            Case.of("i8[6]", "i8[]", "i8[]").within(-99, 99),
            Case.refused("f32[2]", "f32[]", "i32[]")));
  }

  private static List<OperatorLaws> whole() {
    return List.of(
        laws(new Ceil(), Case.of("f32[2, 3]")),
        laws(new Floor(), Case.of("f32[2, 3]")),
        laws(new Round(), Case.of("f32[2, 3]")),
        laws(new Trunc(), Case.of("f32[2, 3]"), Case.of("f16[4]"), Case.refused("i32[2]")),
        bits(new BitAnd()),
        bits(new BitOr()),
        bits(new BitXor()),
        laws(
            new BitNot(),
            Case.of("i32[2, 3]").within(-99, 99),
            Case.of("u8[5]").within(0, 255),
            Case.refused("bool[2]")),
        shift(new ShiftLeft()),
        shift(new ShiftRight()));
  }

  private static List<OperatorLaws> truths() {
    return List.of(
        truths(new And()),
        truths(new Or()),
        truths(new Xor()),
        laws(new Not(), Case.of("bool[5]"), Case.refused("f32[2]")),
        two(new Equal()),
        two(new NotEqual()),
        two(new Greater()),
        two(new GreaterOrEqual()),
        two(new Less()),
        two(new LessOrEqual()),
        laws(new IsNan(), Case.of("f32[2, 3]"), Case.refused("i32[2]")),
        laws(
            new IsInf(),
            Case.of("f32[2, 3]"),
            Case.of("f8e4m3fn[4]"),
            Case.of("f16[3]").under(new IsInf(true, false)),
            Case.of("f16[3]").under(new IsInf(false, true)),
            Case.of("f16[3]").under(new IsInf(false, false)),
            Case.refused("i32[2]")),
        laws(new IsFinite(), Case.of("f32[2, 3]"), Case.of("f8e4m3fn[4]"), Case.refused("i32[2]")),
        laws(
            new Where(),
            Case.of("bool[3]", "f32[2, 1]", "f32[2, 3]"),
            Case.refused("f32[]", "f32[]", "f32[]")));
  }

  private static List<OperatorLaws> functions() {
    return List.of(
        within(new Acos(), -0.9, 0.9),
        within(new Acosh(), 1.2, 5),
        within(new Asin(), -0.9, 0.9),
        smooth(new Asinh()),
        smooth(new Atan()),
        laws(
            new Atan2(),
            Case.of("f32[2, 3]", "f32[3]").within(0.2, 2),
            Case.of("f16[5]", "f16[5]"),
            Case.refused("i32[2]", "i32[2]")),
        within(new Atanh(), -0.9, 0.9),
        within(new Cbrt(), 0.2, 4),
        smooth(new Cos()),
        smooth(new Cosh()),
        within(new Digamma(), 0.2, 12),
        smooth(new Erf()),
        smooth(new Erfc()),
        within(new ErfInv(), -0.9, 0.9),
        smooth(new Exp()),
        smooth(new Exp2()),
        smooth(new Expm1()),
        within(new Lgamma(), 0.2, 12),
        within(new Log(), 0.1, 4),
        within(new Log10(), 0.1, 4),
        within(new Log1p(), -0.8, 4),
        within(new Log2(), 0.1, 4),
        within(new Reciprocal(), 0.2, 4),
        within(new Rsqrt(), 0.2, 4),
        smooth(new Sin()),
        smooth(new Sinh()),
        within(new Sqrt(), 0.1, 4),
        within(new Tan(), -1.3, 1.3),
        smooth(new Tanh()));
  }

  private static List<OperatorLaws> casts() {
    return List.of(
        laws(
            new BitCast(),
            Case.of("i32[4]").within(0x3f000000, 0x40000000),
            Case.of("f16[4]").under(new BitCast(DType.I16)),
            Case.of("f8e4m3fn[4]").under(new BitCast(DType.U8)),
            Case.refused("f64[2]"),
            Case.refused("bool[2]").under(new BitCast(DType.U8))),
        laws(
            new Cast(),
            Case.of("i64[5]").within(-100, 100),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.I8)),
            Case.of("f32[6]").within(-300, 300).under(new Cast(DType.U8, true)),
            Case.of("f32[6]").under(new Cast(DType.F16)).notDerived(),
            Case.of("f32[6]").within(-999, 999).under(new Cast(DType.F8E4M3FN)).notDerived(),
            Case.of("f32[6]").within(-999, 999).under(new Cast(DType.F8E4M3FN, true)).notDerived(),
            Case.of("f16[6]").under(new Cast(DType.F4E2M1)).notDerived(),
            Case.of("f32[6]").within(0.1, 9).under(new Cast(DType.F8E8M0)).notDerived(),
            Case.of("bf16[6]").within(0.1, 9).under(powers(Cast.Rounding.DOWN)).notDerived(),
            Case.of("i32[6]").within(1, 99).under(powers(Cast.Rounding.NEAREST)).notDerived(),
            Case.of("i8[6]").within(-128, 127).under(new Cast(DType.I4, true)),
            Case.of("bool[4]")),
        laws(
            new CastLike(),
            Case.of("f32[2, 3]", "f16[]").notDerived(),
            Case.of("f32[4]", "i8[2]")
                .within(-300, 300)
                .under(new CastLike(true, Cast.Rounding.UP)),
            Case.of("i64[4]", "f64[4]").notDerived(),
            Case.refused("f32[2]")),
        laws(new Identity(), Case.of("f32[2, 3]"), Case.of("i64[3]"), Case.of("bool[2]")),
        laws(new StopGradient(), Case.of("f32[3]").notDerived()));
  }

  private static Cast powers(Cast.Rounding rounding) {
    return new Cast(DType.F8E8M0, false, rounding);
  }

  /// A function of one argument that is smooth between two numbers.
  private static OperatorLaws within(Operator operator, double low, double high) {
    return laws(
        operator,
        Case.of("f32[2, 3]").within(low, high),
        Case.of("bf16[5]").within(low, high),
        Case.refused("i64[2]"));
  }

  /// A function of one number or more.
  private static OperatorLaws many(Operator operator) {
    return laws(
        operator,
        Case.of("f32[2, 3]", "f32[3]"),
        Case.of("f32[4]"),
        Case.of("f16[2, 1]", "f16[3]", "f16[]", "f16[2, 3]"),
        Case.of("i8[5]", "i8[]").within(-99, 99),
        Case.refused("f32[2]", "i64[2]"),
        Case.refused("f32[2]", "f32[3]"),
        Case.refused());
  }

  private static OperatorLaws bits(Operator operator) {
    return laws(
        operator,
        Case.of("i32[2, 3]", "i32[3]").within(-99, 99),
        Case.of("u8[5]", "u8[]").within(0, 255),
        Case.refused("f32[2]", "f32[2]"),
        Case.refused("i8[2]", "i16[2]"));
  }

  private static OperatorLaws shift(Operator operator) {
    return laws(
        operator,
        Case.of("i32[2, 3]", "i32[3]").within(0, -99, 99).within(1, 0, 40),
        Case.of("u8[6]", "u8[6]").within(0, 0, 255).within(1, 0, 9),
        Case.of("i8[6]", "i8[6]").within(0, -128, 127).within(1, -1, 9),
        Case.refused("f32[2]", "f32[2]"));
  }
}
