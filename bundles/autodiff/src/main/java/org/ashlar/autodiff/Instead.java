package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Calls that a derivative makes again with more results (a loop that also keeps its states), so
/// that the first ones need not be computed too.
final class Instead {
  private record Key(Operator op, List<Type> types) {
    static Key of(Value call) {
      return new Key(call.op(), call.args().stream().map(Value::type).toList());
    }
  }

  private final Map<Key, UnaryOperator<List<Value>>> calls = new HashMap<>();

  /// Says that the results of a call are the first of those that `again` gives for its arguments.
  void put(Value call, UnaryOperator<List<Value>> again) {
    calls.put(Key.of(call), again);
  }

  /// The function with the other calls in place of the first ones; itself where there are none.
  Function apply(Function function) {
    var now = function;
    while (Walk.order(now.outputs()).stream().anyMatch(v -> calls.containsKey(Key.of(v)))) {
      now = new Function(now.name(), now.inputs(), replaced(now.outputs()), now.outputNames());
    }
    return now;
  }

  private List<Value> replaced(List<Value> outputs) {
    var made = new IdentityHashMap<Value, Value>();
    for (var value : Walk.order(outputs)) {
      if (!made.containsKey(value)) {
        var args = new ArrayList<Value>();
        value.args().forEach(arg -> args.add(Objects.requireNonNull(made.get(arg))));
        var again = calls.get(Key.of(value));
        var results = again == null ? value.graph().applyAll(value.op(), args) : again.apply(args);
        for (int i = 0; i < value.results().size(); i++) {
          made.put(value.results().get(i), results.get(i));
        }
      }
    }
    return outputs.stream().map(v -> Objects.requireNonNull(made.get(v))).toList();
  }
}
