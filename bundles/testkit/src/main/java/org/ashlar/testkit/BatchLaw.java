package org.ashlar.testkit;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Batching;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Evaluator.Result;
import org.ashlar.operators.build.Build;

/// An operator on many examples at once is the operator on each of them; the gradient of the one is
/// that of the other. Tried with each argument batched alone, and with all; gradients with the
/// first alone, and with all.
record BatchLaw(Registry registry, Samples samples) {
  private static final int EXAMPLES = 2;

  /// Whether an operator on a case can be batched: tensors whose sizes do not depend on numbers.
  static boolean concerns(Registry registry, Applied applied) {
    return !registry.find(Batching.class).isEmpty()
        && !applied.given().types().isEmpty()
        && applied.given().types().stream().allMatch(TensorType.class::isInstance)
        && applied.operator().infer(applied.given().types()).stream()
            .allMatch(t -> t instanceof TensorType tensor && tensor.shape().isConstant());
  }

  long check(List<Applied> cases) {
    long checked = 0;
    for (var applied : cases) {
      if (concerns(registry, applied)) {
        var choices = choices(applied.given().types().size());
        for (var inputs : choices) {
          checked += values(applied, inputs);
        }
        // the first argument alone has others that all examples share; the last choice is all
        checked += gradients(applied, choices.getFirst());
        if (choices.size() > 1) {
          checked += gradients(applied, choices.getLast());
        }
      }
    }
    return checked;
  }

  /// The names of the inputs to batch: each alone, then all.
  private static List<Set<String>> choices(int arguments) {
    var choices = new ArrayList<Set<String>>();
    var all = new TreeSet<String>();
    for (int i = 0; i < arguments; i++) {
      choices.add(Set.of("x" + i));
      all.add("x" + i);
    }
    if (arguments > 1) {
      choices.add(all);
    }
    return choices;
  }

  private long values(Applied applied, Set<String> inputs) {
    var one = applied.function();
    var many = batch(one, inputs);
    var data = data(applied, many);
    var evaluator = Blocks.best(registry, Evaluator.class);
    var results = evaluator.evaluate(many, data);
    long checked = 0;
    for (int b = 0; b < EXAMPLES; b++) {
      var expected = evaluator.evaluate(one, example(one, inputs, data, b));
      for (int i = 0; i < expected.size(); i++) {
        checked +=
            Closeness.require(
                applied.what() + " batched along " + inputs + ": example " + b + ", result " + i,
                expected.get(i),
                slice(results.get(i), b));
      }
    }
    return checked;
  }

  /// Of a weighted sum of the results: derived then batched, and batched then derived.
  private long gradients(Applied applied, Set<String> inputs) {
    var graph = new Graph();
    var types = applied.given().types().stream().map(t -> GradientLaw.wide(applied, t)).toList();
    var arguments = Applied.inputs(graph, types);
    var all = new ArrayList<>(arguments);
    var batched = new TreeSet<>(inputs);
    var terms = new ArrayList<Value>();
    for (var result : graph.applyAll(applied.operator(), arguments)) {
      if (result.tensor().dtype().isFloat()) {
        var weight = graph.input("w" + terms.size(), GradientLaw.wide(applied, result.type()));
        batched.add("w" + terms.size());
        all.add(weight);
        terms.add(Build.sum(Build.mul(Build.cast(result, weight.tensor().dtype()), weight)));
      }
    }
    var names =
        arguments.stream()
            .filter(v -> v.tensor().dtype().isFloat())
            .map(v -> "x" + arguments.indexOf(v))
            .toList();
    if (terms.isEmpty() || names.isEmpty()) {
      return 0;
    }
    var sum = terms.stream().reduce(Build::add).orElseThrow();
    return gradients(
        applied, new Function("law", all, List.of(sum), List.of("sum")), names, batched);
  }

  private long gradients(
      Applied applied, Function function, List<String> names, Set<String> inputs) {
    var autodiff = Blocks.autodiff(registry);
    Function derived;
    try {
      derived = autodiff.gradient(function, "sum", names);
    } catch (IllegalArgumentException e) {
      return 0; // it has no derivative; whether it should is another law's question
    }
    var each = batch(derived, inputs);
    var whole = autodiff.gradient(batch(function, inputs), "sum", names);
    var data = data(applied, each);
    var evaluator = Blocks.best(registry, Evaluator.class);
    var parts = evaluator.evaluate(each, data);
    var sums = evaluator.evaluate(whole, data);
    long checked = 0;
    for (int i = 0; i < names.size(); i++) {
      var part = parts.get(1 + i).data();
      var given = sums.get(1 + i).data();
      boolean own = inputs.contains(names.get(i));
      for (long e = 0; e < given.elements(); e++) {
        double expected = own ? part.get(e) : sum(part, e, given.elements());
        double tolerance =
            switch (given.dtype().bytes()) {
              case 8 -> 1e-9;
              case 1 -> 0.25; // two bits behind the point, and a sum of rounded parts
              default -> 2e-2;
            };
        if (!(Math.abs(expected - given.get(e)) <= tolerance * (1 + Math.abs(expected)))
            && !(Double.isNaN(expected) && Double.isNaN(given.get(e)))) {
          throw Laws.broken(
              "%s batched along %s: d_%s: element %d: derived then batched %s, batched then derived %s"
                  .formatted(applied.what(), inputs, names.get(i), e, expected, given.get(e)));
        }
        checked++;
      }
    }
    return checked;
  }

  private static double sum(TensorData parts, long element, long elements) {
    double sum = 0;
    for (int b = 0; b < EXAMPLES; b++) {
      sum += parts.get(b * elements + element);
    }
    return sum;
  }

  private Function batch(Function function, Set<String> inputs) {
    return Blocks.best(registry, Batching.class).batch(function, inputs, Expr.of(EXAMPLES));
  }

  private List<TensorData> data(Applied applied, Function many) {
    var data = new ArrayList<TensorData>();
    for (var input : many.inputs()) {
      int i = data.size();
      boolean argument = i < applied.given().types().size();
      data.add(
          samples.of(input.tensor(), argument ? applied.given().range(i) : Case.Range.STANDARD));
    }
    return data;
  }

  private static List<TensorData> example(
      Function one, Set<String> inputs, List<TensorData> data, int example) {
    var given = new ArrayList<TensorData>();
    for (int i = 0; i < data.size(); i++) {
      boolean batched = inputs.contains(one.inputNames().get(i));
      given.add(batched ? slice(data.get(i), example) : data.get(i));
    }
    return given;
  }

  private static TensorData slice(TensorData many, int example) {
    long[] sizes = Arrays.copyOfRange(many.sizes(), 1, many.sizes().length);
    var one = TensorData.zeros(many.dtype(), sizes);
    long bytes = one.elements() * one.dtype().bytes();
    MemorySegment.copy(many.data(), example * bytes, one.data(), 0, bytes);
    return one;
  }

  private static Result slice(Result many, int example) {
    var one = slice(many.data(), example);
    int from = Math.toIntExact(example * one.elements());
    var magnitude =
        many.magnitude().length == 0
            ? many.magnitude()
            : Arrays.copyOfRange(many.magnitude(), from, from + Math.toIntExact(one.elements()));
    return new Result(one, magnitude, many.terms());
  }
}
