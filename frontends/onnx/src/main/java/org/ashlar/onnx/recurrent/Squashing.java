package org.ashlar.onnx.recurrent;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.ashlar.onnx.translate.Call;
import org.ashlar.operators.recurrent.Activation;

/// The activations that a recurrent node names, with their numbers.
///
/// @param alpha one an activation; ONNX lists those of activations that have one
/// @param beta likewise
public record Squashing(List<Activation> functions, List<Double> alpha, List<Double> beta) {
  /// None where the node names none.
  public static Squashing of(Call call) {
    var functions = new ArrayList<Activation>();
    var alpha = new ArrayList<Double>();
    var beta = new ArrayList<Double>();
    var alphas = call.reals("activation_alpha").iterator();
    var betas = call.reals("activation_beta").iterator();
    for (var name : call.texts("activations")) {
      var function = named(call, name);
      functions.add(function);
      alpha.add(next(alphas, takesAlpha(function), function.alpha()));
      beta.add(next(betas, takesBeta(function), function.beta()));
    }
    return new Squashing(functions, alpha, beta);
  }

  private static Activation named(Call call, String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "affine" -> Activation.AFFINE;
      case "elu" -> Activation.ELU;
      case "hardsigmoid" -> Activation.HARD_SIGMOID;
      case "leakyrelu" -> Activation.LEAKY_RELU;
      case "relu" -> Activation.RELU;
      case "scaledtanh" -> Activation.SCALED_TANH;
      case "sigmoid" -> Activation.SIGMOID;
      case "softplus" -> Activation.SOFTPLUS;
      case "softsign" -> Activation.SOFTSIGN;
      case "tanh" -> Activation.TANH;
      case "thresholdedrelu" -> Activation.THRESHOLDED_RELU;
      default -> throw call.refuse("no activation of recurrent layers: " + name);
    };
  }

  private static double next(Iterator<Double> given, boolean takes, double otherwise) {
    return takes && given.hasNext() ? given.next() : otherwise;
  }

  private static boolean takesAlpha(Activation function) {
    return switch (function) {
      case AFFINE, ELU, HARD_SIGMOID, LEAKY_RELU, SCALED_TANH, THRESHOLDED_RELU -> true;
      case RELU, SIGMOID, SOFTPLUS, SOFTSIGN, TANH -> false;
    };
  }

  private static boolean takesBeta(Activation function) {
    return switch (function) {
      case AFFINE, HARD_SIGMOID, SCALED_TANH -> true;
      default -> false;
    };
  }
}
