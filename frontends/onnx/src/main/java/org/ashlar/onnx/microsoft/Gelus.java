package org.ashlar.onnx.microsoft;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.activation.Gelu;
import org.ashlar.operators.activation.Swish;
import org.ashlar.operators.build.Build;

/// Gaussian error linear units.
final class Gelus {
  private static final double QUICK = 1.702;

  private Gelus() {}

  static List<Term> gelu(Call call) {
    return Term.of(call.apply(new Gelu(), call.value(0)));
  }

  static List<Term> bias(Call call) {
    return Term.of(call.apply(new Gelu(), biased(call)));
  }

  static List<Term> fast(Call call) {
    return Term.of(call.apply(new Gelu(Gelu.Approximation.TANH), biased(call)));
  }

  private static Value biased(Call call) {
    return call.has(1) ? Build.add(call.value(0), call.value(1)) : call.value(0);
  }

  static List<Term> quick(Call call) {
    return Term.of(call.apply(new Swish((float) call.real("alpha", QUICK)), call.value(0)));
  }
}
