package org.ashlar.onnx.ml;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.operators.activation.Sigmoid;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.ErfInv;
import org.ashlar.operators.reduce.ReduceMax;
import org.ashlar.operators.reduce.ReduceSum;

/// What becomes of a model's scores `[samples, classes]`: other scores, and labels.
final class Scores {
  /// Below it a score counts as 0.
  private static final double NOTHING = 1e-7;

  private Scores() {}

  /// The scores after attribute `post_transform`.
  static Value transformed(Call call, Value scores, String transform) {
    return switch (transform) {
      case "NONE" -> scores;
      case "LOGISTIC" -> call.apply(new Sigmoid(), scores);
      case "SOFTMAX" -> call.apply(new Softmax(-1), scores);
      case "SOFTMAX_ZERO" -> softmaxZero(call, scores);
      case "PROBIT" ->
          Build.mul(call.apply(new ErfInv(), Build.sub(Build.mul(scores, 2), 1)), Math.sqrt(2));
      default -> throw call.refuse("post_transform: no such transform: \"" + transform + "\"");
    };
  }

  static String transform(Call call) {
    return call.text("post_transform", "NONE");
  }

  /// Shares of the scores that are not 0; the others stay 0.
  private static Value softmaxZero(Call call, Value scores) {
    var last = List.of(-1L);
    var largest = call.apply(new ReduceMax(last, true), scores);
    var counts = Build.greater(Build.abs(scores), Build.scalar(scores, NOTHING));
    var powers =
        Build.where(
            counts,
            Build.exp(Build.sub(scores, largest)),
            Build.mul(scores, Build.exp(Build.neg(largest))));
    var sum = call.apply(new ReduceSum(last, true), powers);
    var none = Build.equal(sum, Build.scalar(sum, 0));
    return Build.div(powers, Build.where(none, Build.scalar(sum, 1), sum));
  }

  /// How many classes the attributes name.
  static int classes(Call call) {
    return Math.max(labels(call).size(), call.texts("classlabels_strings").size());
  }

  private static List<Long> labels(Call call) {
    return call.wholes(
        call.hasAttribute("classlabels_int64s") ? "classlabels_int64s" : "classlabels_ints");
  }

  /// The labels of classes by their numbers: strings are looked up on the host.
  static Term labels(Call call, Value places) {
    var names = call.texts("classlabels_strings");
    if (names.isEmpty()) {
      return new Term.Tensor(
          labels(call).isEmpty()
              ? places
              : Build.gather(Tables.wholes(call, labels(call)), places, 0));
    }
    var data = call.known(new Term.Tensor(places));
    var texts = new ArrayList<String>();
    for (long i = 0; i < data.elements(); i++) {
      texts.add(names.get((int) data.bits(i)));
    }
    return new Term.Strings(data.sizes(), texts);
  }

  /// The label of the class with the highest score, and the scores.
  static List<Term> best(Call call, Value scores) {
    var shown = transformed(call, scores, transform(call));
    return List.of(labels(call, Build.argmax(shown, -1)), real(shown));
  }

  /// The label of a single class where its score is high enough, else 0.
  static List<Term> alone(Call call, Value score) {
    var shown = transformed(call, score, transform(call));
    double least = transform(call).equals("NONE") ? 0 : 0.5;
    var there = Build.not(Build.less(shown, Build.scalar(shown, least)));
    var own = labels(call).isEmpty() ? 1 : labels(call).getFirst();
    var places = Build.mul(Build.cast(there, DType.I64), (double) own);
    if (!call.texts("classlabels_strings").isEmpty()) {
      throw call.refuse("a single class needs a number as its label");
    }
    return List.of(
        new Term.Tensor(Build.reshape(places, new Shape(List.of(score.tensor().size(0))))),
        real(shown));
  }

  /// Of two classes, one of which has a score: the second where it is above the threshold.
  ///
  /// @param score `[samples, 1]`, of the second class
  /// @param isShare whether the score is a share of 1, so that the first class has the rest;
  ///   otherwise it has the score's opposite
  static List<Term> either(Call call, Value score, boolean isShare) {
    var transform = transform(call);
    var above = Build.greater(score, Build.scalar(score, isShare ? 0.5 : 0));
    var places =
        Build.reshape(Build.cast(above, DType.I64), new Shape(List.of(score.tensor().size(0))));
    Value both;
    if (isShare) {
      both = Build.concat(1, List.of(Build.sub(1, score), score));
    } else {
      both = Build.concat(1, List.of(Build.neg(score), score));
      both = transform.equals("LOGISTIC") ? call.apply(new Sigmoid(), both) : both;
    }
    if (transform.equals("PROBIT")) {
      both = transformed(call, score, transform);
    }
    return List.of(labels(call, places), real(both));
  }

  /// As the format gives scores, in `f32`.
  static Term real(Value scores) {
    return new Term.Tensor(Build.cast(scores, DType.F32));
  }
}
