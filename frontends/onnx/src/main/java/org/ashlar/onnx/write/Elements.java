package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.operators.activation.Celu;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.HardMax;
import org.ashlar.operators.activation.HardSigmoid;
import org.ashlar.operators.activation.HardSwish;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.activation.Mish;
import org.ashlar.operators.activation.PRelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Selu;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.activation.ThresholdedRelu;
import org.ashlar.operators.pointwise.Abs;
import org.ashlar.operators.pointwise.Acos;
import org.ashlar.operators.pointwise.Acosh;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.And;
import org.ashlar.operators.pointwise.Asin;
import org.ashlar.operators.pointwise.Asinh;
import org.ashlar.operators.pointwise.Atan;
import org.ashlar.operators.pointwise.Atanh;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Ceil;
import org.ashlar.operators.pointwise.Clamp;
import org.ashlar.operators.pointwise.Cos;
import org.ashlar.operators.pointwise.Cosh;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Equal;
import org.ashlar.operators.pointwise.Erf;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Floor;
import org.ashlar.operators.pointwise.Greater;
import org.ashlar.operators.pointwise.GreaterOrEqual;
import org.ashlar.operators.pointwise.IsInf;
import org.ashlar.operators.pointwise.IsNan;
import org.ashlar.operators.pointwise.Less;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.pointwise.Log;
import org.ashlar.operators.pointwise.Max;
import org.ashlar.operators.pointwise.Mean;
import org.ashlar.operators.pointwise.Min;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Not;
import org.ashlar.operators.pointwise.Or;
import org.ashlar.operators.pointwise.Pow;
import org.ashlar.operators.pointwise.Reciprocal;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.pointwise.Sign;
import org.ashlar.operators.pointwise.Sin;
import org.ashlar.operators.pointwise.Sinh;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Sub;
import org.ashlar.operators.pointwise.Sum;
import org.ashlar.operators.pointwise.Tanh;
import org.ashlar.operators.pointwise.Where;
import org.ashlar.operators.pointwise.Xor;

/// Elements at the same place, and operators along one axis.
final class Elements {
  private Elements() {}

  static void register(Phrases into) {
    functions(into);
    arithmetic(into);
    activations(into);
  }

  private static void functions(Phrases into) {
    same(into, Abs.class, "Abs", Elements::common);
    same(into, Ceil.class, "Ceil", Elements::real);
    same(into, Cos.class, "Cos", Elements::real);
    same(into, Erf.class, "Erf", Elements::real);
    same(into, Exp.class, "Exp", Elements::real);
    same(into, Floor.class, "Floor", Elements::real);
    same(into, IsNan.class, "IsNaN", Elements::real);
    same(into, Log.class, "Log", Elements::real);
    same(into, Neg.class, "Neg", Elements::common);
    same(into, Not.class, "Not", call -> true);
    same(into, Reciprocal.class, "Reciprocal", Elements::real);
    same(into, Round.class, "Round", Elements::real);
    same(into, Sign.class, "Sign", Elements::common);
    same(into, Sin.class, "Sin", Elements::real);
    same(into, Sqrt.class, "Sqrt", Elements::real);
    same(into, Tanh.class, "Tanh", Elements::real);
    // few runtimes have these of doubles
    same(into, Acos.class, "Acos", Elements::single);
    same(into, Acosh.class, "Acosh", Elements::single);
    same(into, Asin.class, "Asin", Elements::single);
    same(into, Asinh.class, "Asinh", Elements::single);
    same(into, Atan.class, "Atan", Elements::single);
    same(into, Atanh.class, "Atanh", Elements::single);
    same(into, Cosh.class, "Cosh", Elements::single);
    same(into, Sinh.class, "Sinh", Elements::single);
  }

  private static void arithmetic(Phrases into) {
    same(into, Add.class, "Add", Elements::common);
    same(into, Sub.class, "Sub", Elements::common);
    same(into, Mul.class, "Mul", Elements::common);
    same(into, Div.class, "Div", Elements::real);
    same(into, Pow.class, "Pow", Elements::real);
    same(into, Max.class, "Max", Elements::real);
    same(into, Min.class, "Min", Elements::real);
    same(into, Mean.class, "Mean", Elements::single);
    same(into, Sum.class, "Sum", Elements::single);
    same(into, And.class, "And", call -> true);
    same(into, Or.class, "Or", call -> true);
    same(into, Xor.class, "Xor", call -> true);
    same(into, Equal.class, "Equal", Elements::common);
    same(into, Less.class, "Less", Elements::common);
    same(into, LessOrEqual.class, "LessOrEqual", Elements::common);
    same(into, Greater.class, "Greater", Elements::common);
    same(into, GreaterOrEqual.class, "GreaterOrEqual", Elements::common);
    into.add(
        Where.class,
        (_, call, a, draft) ->
            said(isChosen(call.arg(1).tensor().dtype()), call, a, draft, "Where"));
    into.add(Cast.class, Elements::cast);
    into.add(
        IsInf.class,
        (op, call, a, draft) ->
            said(
                single(call),
                call,
                a,
                draft,
                "IsInf",
                Attribute.of("detect_positive", op.positive()),
                Attribute.of("detect_negative", op.negative())));
    into.add(
        Clamp.class,
        (op, call, a, draft) -> {
          var dtype = call.tensor().dtype();
          var given =
              List.of(a.getFirst(), draft.number(dtype, op.low()), draft.number(dtype, op.high()));
          return said(real(call), call, given, draft, "Clip");
        });
  }

  private static void activations(Phrases into) {
    same(into, HardSwish.class, "HardSwish", Elements::single);
    same(into, Mish.class, "Mish", Elements::single);
    same(into, Relu.class, "Relu", Elements::real);
    same(into, Sigmoid.class, "Sigmoid", Elements::real);
    same(into, Softplus.class, "Softplus", Elements::single);
    same(into, Softsign.class, "Softsign", Elements::single);
    same(
        into,
        PRelu.class,
        "PRelu",
        call -> single(call) && call.tensor().equals(call.arg(0).tensor()));
    into.add(
        Celu.class,
        (op, call, a, draft) ->
            said(
                call.tensor().dtype() == DType.F32,
                call,
                a,
                draft,
                "Celu",
                Attribute.of("alpha", op.alpha())));
    alpha(into, Elu.class, "Elu", Elu::alpha);
    alpha(into, LeakyRelu.class, "LeakyRelu", LeakyRelu::alpha);
    alpha(into, ThresholdedRelu.class, "ThresholdedRelu", ThresholdedRelu::alpha);
    into.add(
        Selu.class,
        (op, call, a, draft) ->
            said(
                single(call),
                call,
                a,
                draft,
                "Selu",
                Attribute.of("alpha", op.alpha()),
                Attribute.of("gamma", op.gamma())));
    into.add(
        HardSigmoid.class,
        (op, call, a, draft) ->
            said(
                single(call),
                call,
                a,
                draft,
                "HardSigmoid",
                Attribute.of("alpha", op.alpha()),
                Attribute.of("beta", op.beta())));
    into.add(
        Gelu.class,
        (op, call, a, draft) ->
            said(
                single(call),
                call,
                a,
                draft,
                "Gelu",
                Attribute.of(
                    "approximate", op.approximate() == Gelu.Approximation.TANH ? "tanh" : "none")));
    along(into, Softmax.class, "Softmax", Softmax::axis);
    along(into, LogSoftmax.class, "LogSoftmax", LogSoftmax::axis);
    along(into, HardMax.class, "Hardmax", HardMax::axis);
  }

  private interface Real<O> {
    float of(O operator);
  }

  private interface Whole<O> {
    long of(O operator);
  }

  private static <O extends Operator> void alpha(
      Phrases into, Class<O> operator, String name, Real<O> alpha) {
    into.add(
        operator,
        (op, call, a, draft) ->
            said(single(call), call, a, draft, name, Attribute.of("alpha", alpha.of(op))));
  }

  private static <O extends Operator> void along(
      Phrases into, Class<O> operator, String name, Whole<O> axis) {
    into.add(
        operator,
        (op, call, a, draft) ->
            said(real(call), call, a, draft, name, Attribute.of("axis", axis.of(op))));
  }

  /// An operator without attributes, for some of its calls.
  private static <O extends Operator> void same(
      Phrases into, Class<O> operator, String name, Predicate<Value> when) {
    into.add(operator, (_, call, a, draft) -> said(when.test(call), call, a, draft, name));
  }

  /// The format's casts wrap and truncate as ours wherever the number fits.
  private static Optional<List<String>> cast(
      Cast op, Value call, List<String> arguments, Draft draft) {
    var from = call.arg(0).tensor().dtype();
    boolean narrow = op.to().isFloat() && op.to().bits() < 16;
    boolean plain = !narrow && (!from.isFloat() || op.to().isFloat() || op.to() == DType.BOOL);
    if (from == op.to()) {
      return Optional.of(arguments);
    }
    draft.edition().holds(from);
    draft.edition().holds(op.to());
    return said(
        plain && !op.saturate(), call, arguments, draft, "Cast", Attribute.of("to", op.to()));
  }

  /// Whether runtimes choose between elements of a kind.
  private static boolean isChosen(DType dtype) {
    return switch (dtype) {
      case F32, F64, I32, I64, U8 -> true;
      default -> false;
    };
  }

  // ── shared by all phrases ──

  /// A node with one result, where a condition holds.
  static Optional<List<String>> said(
      boolean when,
      Value call,
      List<String> arguments,
      Draft draft,
      String name,
      AttributeProto... attributes) {
    return when
        ? Optional.of(draft.nodes(name, call.results().size(), arguments, attributes))
        : Optional.empty();
  }

  /// Whether all arguments are `f16`, `f32` or `f64`.
  static boolean real(Value call) {
    return dtypes(call).stream().allMatch(d -> d == DType.F16 || d == DType.F32 || d == DType.F64);
  }

  /// Whether all arguments are `f16` or `f32`.
  static boolean single(Value call) {
    return dtypes(call).stream().allMatch(d -> d == DType.F16 || d == DType.F32);
  }

  /// Whether all arguments are of kinds that runtimes compute in.
  static boolean common(Value call) {
    return dtypes(call).stream()
        .allMatch(d ->
            d == DType.F16 || d == DType.F32 || d == DType.F64 || d == DType.I32 || d == DType.I64);
  }

  private static List<DType> dtypes(Value call) {
    var dtypes = new ArrayList<DType>();
    call.args()
        .forEach(a -> dtypes.add(a.type() instanceof TensorType t ? t.dtype() : DType.STRING));
    return dtypes;
  }
}
