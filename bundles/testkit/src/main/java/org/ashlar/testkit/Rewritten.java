package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import org.ashlar.ir.Function;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Rule;

/// A function after a rule was applied everywhere, again and again until it changes nothing.
///
/// @param fired how often the rule gave another value
record Rewritten(Function function, long fired) {
  private static final int MOST = 10_000;

  /// @throws AssertionError when the rule changes a type or never ends
  static Rewritten by(Rule rule, Function function) {
    long fired = 0;
    while (true) {
      var once = pass(rule, function, fired);
      if (once.fired == fired) {
        return once;
      }
      function = once.function;
      fired = once.fired;
    }
  }

  /// One walk over the values, arguments first; what a rule makes is offered to it again at once.
  private static Rewritten pass(Rule rule, Function function, long before) {
    long fired = before;
    Map<Value, Value> done = new IdentityHashMap<>();
    for (var value : Walk.order(function.outputs())) {
      var args = value.args().stream().map(done::get).toList();
      var better =
          args.equals(value.args())
              ? value
              : value.graph().applyAll(value.op(), args).get(value.result());
      for (var next = rule.apply(better); next != better; next = rule.apply(better)) {
        if (!next.type().equals(better.type())) {
          throw Laws.broken(
              rule.name() + ": makes " + next + " of " + better + ": the types differ");
        }
        better = next;
        if (++fired > MOST) {
          throw Laws.broken(
              rule.name()
                  + ": fired "
                  + fired
                  + " times on "
                  + function.name()
                  + " and never ends");
        }
      }
      done.put(value, better);
    }
    var outputs = new ArrayList<Value>();
    function.outputs().forEach(v -> outputs.add(done.get(v)));
    return new Rewritten(
        new Function(function.name(), function.inputs(), outputs, function.outputNames()), fired);
  }
}
