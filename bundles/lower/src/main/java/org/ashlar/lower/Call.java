package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// Control flow among the values of a function: becomes actions of the plan, not loops of a kernel.
///
/// @param results given to what comes after, as inputs are
record Call(String name, Meaning meaning, List<Value> args, List<Value> results) {
  /// The operator of a result: no arguments, so that what comes after is a graph of its own.
  ///
  /// @param call the number of the call, which tells results of one type apart
  record Result(int call, int result, String label, Type type) implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return List.of(type);
    }

    @Override
    public Meaning meaning(List<Type> args) {
      throw new IllegalStateException(label + ": is made by actions of the plan");
    }
  }

  static Call of(
      Graph graph,
      int number,
      String name,
      Meaning meaning,
      List<Value> args,
      List<Value> results) {
    var given = new ArrayList<Value>();
    for (var result : results) {
      var type = Opened.tensor(result);
      given.add(graph.apply(new Result(number, given.size(), name, type)));
    }
    return new Call(name, meaning, List.copyOf(args), List.copyOf(given));
  }
}
