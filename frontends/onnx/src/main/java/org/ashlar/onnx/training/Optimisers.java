package org.ashlar.onnx.training;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.onnx.translate.Call;
import org.ashlar.onnx.translate.Term;
import org.ashlar.onnx.translate.Translations;
import org.ashlar.operators.build.Build;

/// Steps of optimisers. Each takes a learning rate, the number of the step, and for any number of
/// tensors their numbers, gradients and states, and gives numbers and states after the step.
public final class Optimisers {
  static final String DOMAIN = "ai.onnx.preview.training";

  private Optimisers() {}

  public static void register(Translations into) {
    into.add(DOMAIN, "Adagrad", Optimisers::adagrad, 1)
        .add(DOMAIN, "Adam", Optimisers::adam, 1)
        .add(DOMAIN, "Momentum", Optimisers::momentum, 1);
  }

  /// One tensor with its gradient and states; the results are its numbers and states.
  @FunctionalInterface
  private interface Step {
    List<Value> of(Value x, Value gradient, List<Value> states);
  }

  /// The step of each tensor; inputs and results stand kind by kind.
  private static List<Term> each(Call call, int states, Step step) {
    int kinds = 2 + states;
    int count = (call.inputs() - 2) / kinds;
    if (count < 1 || call.inputs() != 2 + count * kinds) {
      throw call.refuse(
          "needs " + kinds + " inputs for each tensor, after two others: " + call.inputs());
    }
    var norm = call.real("norm_coefficient", 0);
    var results = new ArrayList<List<Value>>();
    for (int i = 0; i < count; i++) {
      var own = new ArrayList<Value>();
      for (int kind = 0; kind < kinds; kind++) {
        own.add(call.value(2 + kind * count + i));
      }
      // the gradient of the square of the numbers is added
      var gradient = Build.add(Build.mul(own.get(0), norm), own.get(1));
      results.add(step.of(own.get(0), gradient, own.subList(2, kinds)));
    }
    var terms = new ArrayList<Term>();
    for (int kind = 0; kind <= states; kind++) {
      for (var result : results) {
        terms.add(new Term.Tensor(result.get(kind)));
      }
    }
    return terms;
  }

  /// Duchi, Hazan and Singer 2011.
  private static List<Term> adagrad(Call call) {
    double epsilon = call.real("epsilon", 0);
    var decay = Build.add(Build.mul(step(call, call.value(0)), call.real("decay_factor", 0)), 1);
    var rate = Build.div(call.value(0), decay);
    return each(
        call,
        1,
        (x, g, states) -> {
          var squares = Build.add(states.getFirst(), Build.mul(g, g));
          var scale = Build.add(Build.sqrt(squares), epsilon);
          var change = Build.div(Build.mul(as(rate, x), g), scale);
          return List.of(Build.sub(x, change), squares);
        });
  }

  /// Kingma and Ba 2014, arXiv:1412.6980.
  private static List<Term> adam(Call call) {
    double alpha = call.real("alpha", (float) 0.9);
    double beta = call.real("beta", (float) 0.999);
    double epsilon = call.real("epsilon", 0);
    double post = call.real("norm_coefficient_post", 0);
    var rate = call.value(0);
    var steps = step(call, rate);
    var first = Build.sub(1, Build.pow(Build.scalar(rate, alpha), steps));
    var second = Build.sub(1, Build.pow(Build.scalar(rate, beta), steps));
    var started = Build.greater(steps, Build.scalar(steps, 0));
    // a divisor that is not 0 where the quotient is not taken
    var divisor = Build.where(started, first, Build.scalar(rate, 1));
    var adjusted =
        Build.where(started, Build.div(Build.mul(rate, Build.sqrt(second)), divisor), rate);
    return each(
        call,
        2,
        (x, g, states) -> {
          var means = Build.add(Build.mul(states.get(0), alpha), Build.mul(g, 1 - alpha));
          var squares =
              Build.add(Build.mul(states.get(1), beta), Build.mul(Build.mul(g, g), 1 - beta));
          var scale = Build.add(Build.sqrt(squares), epsilon);
          var moved = Build.sub(x, Build.div(Build.mul(as(adjusted, x), means), scale));
          return List.of(Build.mul(moved, 1 - post), means, squares);
        });
  }

  /// Nesterov's or the standard one, by attribute `mode`.
  private static List<Term> momentum(Call call) {
    double alpha = call.real("alpha", 0);
    var mode = call.text("mode", "standard");
    boolean isNesterov = mode.equals("nesterov");
    if (!isNesterov && !mode.equals("standard")) {
      throw call.refuse("mode must be standard or nesterov, not \"" + mode + "\"");
    }
    var rate = call.value(0);
    var steps = step(call, rate);
    var one = Build.scalar(rate, 1);
    var started = Build.greater(steps, Build.scalar(steps, 0));
    var beta = Build.where(started, Build.scalar(rate, call.real("beta", 0)), one);
    return each(
        call,
        1,
        (x, g, states) -> {
          var speed = Build.add(Build.mul(states.getFirst(), alpha), Build.mul(as(beta, x), g));
          var change = isNesterov ? Build.add(g, Build.mul(speed, alpha)) : speed;
          return List.of(Build.sub(x, Build.mul(as(rate, x), change)), speed);
        });
  }

  /// The number of the step in the dtype of the learning rate.
  private static Value step(Call call, Value rate) {
    return Build.cast(call.value(1), rate.tensor().dtype());
  }

  private static Value as(Value scalar, Value like) {
    return Build.cast(scalar, like.tensor().dtype());
  }
}
