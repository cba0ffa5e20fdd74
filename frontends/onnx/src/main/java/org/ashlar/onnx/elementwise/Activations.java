package org.ashlar.onnx.elementwise;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Celu;
import org.ashlar.operators.activation.Elu;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.HardSigmoid;
import org.ashlar.operators.activation.HardSwish;
import org.ashlar.operators.activation.LeakyRelu;
import org.ashlar.operators.activation.Mish;
import org.ashlar.operators.activation.PRelu;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.activation.Selu;
import org.ashlar.operators.activation.Shrink;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softplus;
import org.ashlar.operators.activation.Softsign;
import org.ashlar.operators.activation.Swish;
import org.ashlar.operators.activation.ThresholdedRelu;
import org.ashlar.operators.build.Build;

/// The nonlinear functions of networks.
final class Activations {
  private Activations() {}

  static void register(Translations into) {
    into.add("Relu", Functions.whole(new Relu()), 1, 6, 13, 14)
        .add("LeakyRelu", c -> one(c, new LeakyRelu(real(c, "alpha", 0.01f))), 1, 6, 16)
        .add("PRelu", Activations::prelu, 1, 6, 7, 9, 16)
        .add("ThresholdedRelu", c -> one(c, new ThresholdedRelu(real(c, "alpha", 1))), 1, 10, 22)
        .add("Elu", c -> one(c, new Elu(real(c, "alpha", 1))), 1, 6, 22)
        .add("Selu", c -> one(c, new Selu(real(c, "alpha", 1.6732f), real(c, "gamma", 1.0507f))), 1)
        .add("Selu", Activations::selu, 6, 22)
        .add("Celu", c -> one(c, new Celu(real(c, "alpha", 1))), 12)
        .add("Sigmoid", Functions.real(new Sigmoid()), 1, 6, 13)
        .add("HardSigmoid", Activations::hardSigmoid, 1, 6, 22)
        .add("HardSwish", Functions.real(new HardSwish()), 14, 22)
        .add("Softplus", Functions.real(new Softplus()), 1, 22)
        .add("Softsign", Functions.real(new Softsign()), 1, 22)
        .add("Mish", Functions.real(new Mish()), 18, 22)
        .add("Swish", c -> one(c, new Swish(real(c, "alpha", 1))), 24)
        .add("Gelu", Activations::gelu, 20)
        .add("Shrink", Activations::shrink, 9);
  }

  private static float real(Call call, String name, float otherwise) {
    return (float) call.real(name, otherwise);
  }

  private static List<Term> one(Call call, org.ashlar.ir.Operator op) {
    return Term.of(call.apply(op, call.value(0)));
  }

  private static List<Term> selu(Call call) {
    var ours = new Selu();
    return one(
        call, new Selu(real(call, "alpha", ours.alpha()), real(call, "gamma", ours.gamma())));
  }

  private static List<Term> hardSigmoid(Call call) {
    return one(call, new HardSigmoid(real(call, "alpha", 0.2f), real(call, "beta", 0.5f)));
  }

  private static List<Term> gelu(Call call) {
    var said = call.text("approximate", "none");
    return one(
        call,
        new Gelu(
            switch (said) {
              case "none" -> Gelu.Approximation.NONE;
              case "tanh" -> Gelu.Approximation.TANH;
              default ->
                  throw call.refuse("approximate must be none or tanh, not \"" + said + "\"");
            }));
  }

  /// Whole numbers are computed in `f64` and truncated.
  private static List<Term> shrink(Call call) {
    return Functions.real(new Shrink(real(call, "bias", 0), real(call, "lambd", 0.5f)))
        .translate(call);
  }

  private static List<Term> prelu(Call call) {
    var x = call.value(0);
    var slope = call.version() < 7 ? byChannel(call) : call.value(1);
    if (call.dtype(0).isFloat()) {
      return Term.of(call.apply(new PRelu(), x, slope));
    }
    var negative = Build.less(x, Build.scalar(x, 0));
    return Term.of(Build.where(negative, Build.mul(x, slope), x));
  }

  /// Before version 7 the slope is one number, or one a channel.
  private static Value byChannel(Call call) {
    var slope = call.value(1);
    var type = slope.tensor();
    boolean isOne = type.rank() == 0 || type.rank() == 1 && Sizes.is(type.size(0), 1);
    return isOne || type.rank() != 1 || call.rank(0) < 2
        ? slope
        : Alignment.trailed(slope, call.rank(0) - 2);
  }
}
