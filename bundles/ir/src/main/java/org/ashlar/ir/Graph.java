package org.ashlar.ir;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A place where values are made and interned. Not safe for use by several threads at once.
public final class Graph {
  private record Key(Operator op, List<Value> args) {}

  private final Map<Key, List<Value>> interned = new HashMap<>();

  /// A parameter of the function that is being traced. Two inputs of one name and type are one
  /// value.
  public Value input(String name, Type type) {
    return apply(new Input(name, type));
  }

  /// The only result of an operator applied to values of this graph.
  ///
  /// @throws IllegalArgumentException when the operator refuses the argument types, or has not
  ///   exactly one result
  public Value apply(Operator op, Value... args) {
    return apply(op, List.of(args));
  }

  /// See {@link #apply(Operator, Value...)}.
  public Value apply(Operator op, List<Value> args) {
    var results = applyAll(op, args);
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          op.name() + ": has " + results.size() + " results: ask for all of them");
    }
    return results.getFirst();
  }

  /// Every result of an operator applied to values of this graph.
  public List<Value> applyAll(Operator op, List<Value> args) {
    var key = new Key(op, List.copyOf(args));
    var known = interned.get(key);
    if (known != null) {
      return known;
    }
    for (var arg : args) {
      if (arg.graph() != this) {
        throw new IllegalArgumentException(
            op.name() + ": an argument belongs to another graph: " + arg);
      }
    }
    var types = op.infer(args.stream().map(Value::type).toList());
    var results = new Value[types.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = new Value(this, op, key.args(), i, types.get(i));
    }
    var made = List.of(results);
    made.forEach(value -> value.setResults(made));
    interned.put(key, made);
    return made;
  }
}
