package org.ashlar.onnx.loss;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.activation.LogSoftmax;
import org.ashlar.operators.loss.NllLoss;
import org.ashlar.operators.loss.Reduction;

/// How surprised predictions are at the right classes, which are dimension 1 of the scores.
public final class Losses {
  private Losses() {}

  public static void register(Translations into) {
    into.add("NegativeLogLikelihoodLoss", Losses::likelihood, 12, 13, 22)
        .add("SoftmaxCrossEntropyLoss", Losses::entropy, 12, 13);
  }

  private static List<Term> likelihood(Call call) {
    return Term.of(loss(call, call.value(0)));
  }

  /// The second result is the logarithms of the shares.
  private static List<Term> entropy(Call call) {
    var logarithms = call.apply(new LogSoftmax(1), call.value(0));
    return Term.of(loss(call, logarithms), logarithms);
  }

  private static Value loss(Call call, Value logarithms) {
    var ignored =
        call.hasAttribute("ignore_index")
            ? List.of(call.whole("ignore_index", 0))
            : List.<Long>of();
    var args = new ArrayList<>(call.values());
    args.set(0, logarithms);
    return call.graph().apply(new NllLoss(1, ignored, reduction(call)), args);
  }

  private static Reduction reduction(Call call) {
    var said = call.text("reduction", "mean");
    return switch (said) {
      case "none" -> Reduction.NONE;
      case "mean" -> Reduction.MEAN;
      case "sum" -> Reduction.SUM;
      default -> throw call.refuse("reduction must be none, mean or sum, not \"" + said + "\"");
    };
  }
}
