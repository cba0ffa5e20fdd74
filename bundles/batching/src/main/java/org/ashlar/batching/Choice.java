package org.ashlar.batching;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;

/// One of two functions, for many examples.
///
/// Where all examples share the condition it stays a choice. Where each has its own, both functions
/// are computed for all examples and the results selected: nothing is saved, and what the function
/// not chosen divides by zero is computed, then dropped.
record Choice(Batch batch, Meaning.Chosen meaning, List<Lane> args) {
  List<Lane> results() {
    var inputs = args.subList(1, args.size());
    return args.getFirst().batched() ? selected(inputs) : chosen(inputs);
  }

  private List<Lane> selected(List<Lane> inputs) {
    var then = batch.function(meaning.then(), inputs);
    var otherwise = batch.function(meaning.otherwise(), inputs);
    var results = new ArrayList<Lane>();
    for (int i = 0; i < then.size(); i++) {
      var condition = batch.truth(args.getFirst(), then.get(i).element().rank());
      results.add(
          new Lane(
              Build.where(condition, batch.full(then.get(i)), batch.full(otherwise.get(i))), true));
    }
    return results;
  }

  private List<Lane> chosen(List<Lane> inputs) {
    var then = inside(meaning.then(), inputs);
    var otherwise = inside(meaning.otherwise(), inputs);
    var batched = new ArrayList<Boolean>();
    for (int i = 0; i < then.results().size(); i++) {
      batched.add(then.results().get(i).batched() || otherwise.results().get(i).batched());
    }
    var values =
        batch
            .graph()
            .applyAll(
                new If(then.function(batched), otherwise.function(batched)),
                args.stream().map(Lane::value).toList());
    var results = new ArrayList<Lane>();
    values.forEach(value -> results.add(new Lane(value, batched.get(results.size()))));
    return results;
  }

  private Side inside(Function of, List<Lane> args) {
    var inner = new Batch(new Graph(), batch.size());
    var inputs = new ArrayList<Lane>();
    for (var lane : args) {
      inputs.add(inner.input(of.inputs().get(inputs.size()), lane.batched()));
    }
    return new Side(of, inner, inputs, inner.function(of, inputs));
  }

  /// A function for many examples, on the way to one whose results have the dimensions that are
  /// asked for.
  private record Side(Function of, Batch batch, List<Lane> inputs, List<Lane> results) {
    Function function(List<Boolean> batched) {
      var outputs = new ArrayList<Value>();
      for (var lane : results) {
        outputs.add(batched.get(outputs.size()) ? batch.full(lane) : lane.value());
      }
      return new Function(
          of.name(), inputs.stream().map(Lane::value).toList(), outputs, of.outputNames());
    }
  }
}
