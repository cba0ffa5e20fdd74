package org.ashlar.autodiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.operators.build.Build;
import org.osgi.service.component.annotations.Component;

/// Gradients by a tape, as eager code has them: calls are written down in the order in which they
/// are made, and played back from the last to the first, each by the gradient of that call alone.
@Component(service = Autodiff.class, property = "service.ranking:Integer=-10")
public final class RecordedTape extends Engine {
  @Override
  public String name() {
    return "tape";
  }

  @Override
  public Function gradient(Function function, String of, List<String> by) {
    var copied = new Copied("gradient", function);
    var y = copied.output(of);
    var ends = by.stream().map(copied::input).toList();
    var tape = new Tape(ends);
    Walk.order(List.of(y)).forEach(value -> tape.record(value.results()));
    var found = tape.play(y, Build.fill(copied.graph(), y.tensor(), 1));
    var gradients = new ArrayList<Value>();
    ends.forEach(end -> gradients.add(found.getOrDefault(end, Build.zeros(end))));
    return copied.with(List.of(), gradients, by.stream().map(name -> "d_" + name).toList());
  }

  /// Calls that a gradient may have to pass, the last one on top.
  private static final class Tape {
    /// Which gradient of which call, for arguments of these types.
    private record Key(Operator op, List<Type> types, List<Integer> by) {}

    private final Set<Value> active = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Value> recorded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<List<Value>> calls = new ArrayDeque<>();
    private final Map<Key, Function> pullbacks = new HashMap<>();

    Tape(List<Value> watched) {
      active.addAll(watched);
    }

    /// Writes a call down if one of its arguments is watched; then its results are, too.
    void record(List<Value> results) {
      if (results.getFirst().args().stream().anyMatch(active::contains)
          && recorded.addAll(results)) {
        results.stream().filter(Copied::isFloat).forEach(active::add);
        calls.push(results);
      }
    }

    /// The gradients of all watched values that reach `y`.
    Map<Value, Value> play(Value y, Value seed) {
      var gradients = new IdentityHashMap<Value, Value>();
      if (active.contains(y)) {
        gradients.put(y, seed);
      }
      for (var results : calls) {
        if (results.stream().anyMatch(gradients::containsKey)) {
          play(results, gradients);
        }
      }
      return gradients;
    }

    private void play(List<Value> results, Map<Value, Value> gradients) {
      var call = results.getFirst();
      var by = new ArrayList<Integer>();
      for (int i = 0; i < call.args().size(); i++) {
        if (active.contains(call.arg(i)) && Copied.isFloat(call.arg(i))) {
          by.add(i);
        }
      }
      var key = new Key(call.op(), call.args().stream().map(Value::type).toList(), by);
      var pullback = pullbacks.computeIfAbsent(key, k -> Pullback.of(k.op(), k.types(), k.by()));
      var given = new ArrayList<>(call.args());
      given.addAll(results);
      for (var result : results) {
        if (Copied.isFloat(result)) {
          given.add(
              Objects.requireNonNullElseGet(gradients.get(result), () -> Build.zeros(result)));
        }
      }
      var parts = Inline.apply(pullback, given, call.graph());
      for (int i = 0; i < parts.size(); i++) {
        gradients.merge(call.arg(by.get(i)), parts.get(i), Build::add);
      }
    }
  }
}
