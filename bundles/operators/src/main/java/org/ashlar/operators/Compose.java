package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// Makes the meaning of an operator that is a graph of others.
public final class Compose {
  private Compose() {}

  /// A meaning of one result; the body gets the arguments as values of a graph of its own.
  public static Meaning.Composed of(
      String name, List<Type> args, Function<List<Value>, Value> body) {
    return all(name, args, inputs -> List.of(body.apply(inputs)));
  }

  /// A meaning of several results; the body gets the arguments as values of a graph of its own.
  public static Meaning.Composed all(
      String name, List<Type> args, Function<List<Value>, List<Value>> body) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < args.size(); i++) {
      inputs.add(graph.input("a" + i, args.get(i)));
    }
    var outputs = body.apply(List.copyOf(inputs));
    return new Meaning.Composed(org.ashlar.ir.Function.of(name, inputs, outputs));
  }
}
