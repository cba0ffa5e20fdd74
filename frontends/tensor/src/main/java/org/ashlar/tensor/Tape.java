package org.ashlar.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.tensor.Tensor.Origin;
import org.ashlar.tensor.Tensor.Recorded;

/// The calls that lie between tensors and what was computed from them, played back from the last to
/// the first.
final class Tape {
  /// A result of a recorded call, or a tensor that none made; the same object is the same place.
  private record Place(Object owner, int result) {
    static Place of(Tensor tensor) {
      return tensor.origin() instanceof Origin.Computed(_, _, var by, int result) && by.isPresent()
          ? new Place(by.get(), result)
          : new Place(tensor, 0);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Place p && p.owner == owner && p.result == result;
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(owner) + result;
    }
  }

  private final Eager eager;
  private final List<Tensor> by;
  private final Set<Place> active = new HashSet<>();
  private final Map<Place, Tensor> gradients = new HashMap<>();

  Tape(Eager eager, List<Tensor> by) {
    this.eager = eager;
    this.by = by;
    for (var tensor : by) {
      requireFloat(tensor);
      active.add(Place.of(tensor));
    }
  }

  List<Tensor> gradients(Tensor of) {
    requireFloat(of);
    var ends = Set.copyOf(active);
    var calls = calls(of);
    gradients.put(Place.of(of), filled(of.type(), 1));
    for (var call : calls.reversed()) {
      boolean isEnd =
          IntStream.range(0, call.results().size())
              .allMatch(i -> ends.contains(new Place(call, i)));
      if (!isEnd) {
        play(call);
      }
    }
    return by.stream()
        .map(t ->
            Optional.ofNullable(gradients.get(Place.of(t))).orElseGet(() -> filled(t.type(), 0)))
        .toList();
  }

  /// The calls that depend on the tensors asked for, in an order in which they could have been
  /// made.
  private List<Recorded> calls(Tensor of) {
    var order = new ArrayList<Recorded>();
    var done = new IdentityHashMap<Recorded, Boolean>();
    var open = new ArrayDeque<Recorded>();
    maker(of).ifPresent(open::push);
    while (!open.isEmpty()) {
      var call = open.peek();
      var waiting =
          call.args().stream()
              .map(Tape::maker)
              .flatMap(Optional::stream)
              .filter(c -> !done.containsKey(c))
              .toList();
      if (!waiting.isEmpty()) {
        waiting.forEach(open::push);
        continue;
      }
      open.pop();
      if (done.put(call, true) == null && call.args().stream().anyMatch(this::isActive)) {
        for (int i = 0; i < call.results().size(); i++) {
          if (call.results().get(i).dtype().isFloat()) {
            active.add(new Place(call, i));
          }
        }
        order.add(call);
      }
    }
    return order;
  }

  private void play(Recorded call) {
    var results = call.results();
    boolean reached =
        IntStream.range(0, results.size()).anyMatch(i -> gradients.containsKey(new Place(call, i)));
    var wanted =
        IntStream.range(0, call.args().size())
            .filter(i -> isActive(call.args().get(i)))
            .boxed()
            .toList();
    if (!reached || wanted.isEmpty()) {
      return;
    }
    var types = call.args().stream().map(Tensor::type).toList();
    var function = eager.pullback(call.op(), types, wanted);
    var given = new ArrayList<Tensor>(call.args());
    for (int i = 0; i < results.size(); i++) {
      given.add(Tensor.computed(eager, results.get(i), Optional.of(call), i));
    }
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).dtype().isFloat()) {
        var type = results.get(i).type();
        var dy = gradients.get(new Place(call, i));
        given.add(dy == null ? filled(type, 0) : dy);
      }
    }
    var parts = run(function, given);
    for (int i = 0; i < wanted.size(); i++) {
      var part = parts.get(i);
      gradients.merge(
          Place.of(call.args().get(wanted.get(i))),
          part,
          (a, b) -> eager.call(new Add(), List.of(a, b)).getFirst());
    }
  }

  /// Computes a function call by call, so that derivatives have derivatives.
  private List<Tensor> run(org.ashlar.ir.Function function, List<Tensor> given) {
    var made = new IdentityHashMap<Value, Tensor>();
    for (int i = 0; i < given.size(); i++) {
      made.put(function.inputs().get(i), given.get(i));
    }
    for (var value : Walk.order(function.outputs())) {
      if (!made.containsKey(value) && !(value.op() instanceof Input)) {
        var args = value.args().stream().map(a -> Objects.requireNonNull(made.get(a))).toList();
        var results = eager.call(value.op(), args);
        for (var result : value.results()) {
          made.put(result, results.get(result.result()));
        }
      }
    }
    return function.outputs().stream().map(o -> Objects.requireNonNull(made.get(o))).toList();
  }

  private boolean isActive(Tensor tensor) {
    return active.contains(Place.of(tensor));
  }

  private static Optional<Recorded> maker(Tensor tensor) {
    return tensor.origin() instanceof Origin.Computed(_, _, var by, _) ? by : Optional.empty();
  }

  private Tensor filled(org.ashlar.ir.Type type, double value) {
    var tensor = (TensorType) type;
    var data = TensorData.zeros(tensor.dtype(), tensor.shape().constants());
    long bits = TensorData.scalar(tensor.dtype(), value).bits(0);
    for (long i = 0; bits != 0 && i < data.elements(); i++) {
      data.set(i, bits);
    }
    return eager.of(data);
  }

  private static void requireFloat(Tensor tensor) {
    if (!tensor.tensorType().dtype().isFloat()) {
      throw new IllegalArgumentException("gradient: only floats have one: " + tensor.type());
    }
  }
}
