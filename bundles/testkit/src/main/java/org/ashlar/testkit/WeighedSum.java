package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// A scalar function made of an operator, `sum`: its results, weighed at random and added up, at
/// random arguments.
///
/// Weights keep results whose plain sum says nothing (the shares of a softmax) from hiding a wrong
/// gradient.
///
/// @param data one an input: the arguments, then the weights
/// @param by the arguments that are floats
record WeighedSum(Function function, List<TensorData> data, List<Value> by) {
  /// @param wide whether floats are f64 where the operator takes that
  static WeighedSum of(Applied applied, Samples samples, boolean wide) {
    var graph = new Graph();
    var given = applied.given();
    var types = given.types().stream().map(t -> wide ? GradientLaw.wide(applied, t) : t).toList();
    var inputs = Applied.inputs(graph, types);
    int arguments = inputs.size();
    var terms = new ArrayList<Value>();
    for (var result : graph.applyAll(applied.operator(), List.copyOf(inputs))) {
      if (GradientLaw.isFloat(result.type()) && result.tensor().shape().isConstant()) {
        var type = wide ? GradientLaw.wide(applied, result.type()) : result.type();
        var weight = graph.input("w" + terms.size(), type);
        inputs.add(weight);
        terms.add(Build.sum(Build.mul(Build.cast(result, weight.tensor().dtype()), weight)));
      }
    }
    var dtype = terms.getFirst().tensor().dtype();
    var sum = terms.stream().map(t -> Build.cast(t, dtype)).reduce(Build::add).orElseThrow();
    var data = new ArrayList<TensorData>();
    for (int i = 0; i < inputs.size(); i++) {
      data.add(
          samples.of(inputs.get(i).tensor(), i < arguments ? given.range(i) : Case.Range.STANDARD));
    }
    return new WeighedSum(
        new Function("law", inputs, List.of(sum), List.of("sum")),
        data,
        inputs.subList(0, arguments).stream().filter(v -> GradientLaw.isFloat(v.type())).toList());
  }

  /// The names of the arguments that are floats.
  List<String> names() {
    return by.stream().map(v -> "x" + position(v)).toList();
  }

  int position(Value input) {
    return function.inputs().indexOf(input);
  }

  /// How many elements these have together.
  long elements() {
    return by.stream().mapToLong(v -> v.tensor().shape().elements()).sum();
  }
}
