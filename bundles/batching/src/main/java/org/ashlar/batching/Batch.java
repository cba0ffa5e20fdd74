package org.ashlar.batching;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.Derive;
import org.ashlar.operators.build.Build;

/// The walk through a function that makes each call anew for many examples.
///
/// What no example changes is computed once, as it was. A pointwise operator stays itself, on
/// aligned arguments. An operator with a gradient of its own, or that only the host knows, becomes
/// {@link Batched}, which keeps it. Everything else gets one more index.
///
/// @param size the number of examples
record Batch(Graph graph, Expr size) {
  /// An input of a function, in this graph.
  Lane input(Value input, boolean batched) {
    if (!(input.op() instanceof Input(var name, var type))) {
      throw new IllegalArgumentException("batch: not an input: " + input);
    }
    return new Lane(graph.input(name, batched ? Lane.batch(input.tensor(), size) : type), batched);
  }

  /// The outputs of a function.
  List<Lane> function(Function function, List<Lane> args) {
    var made = new IdentityHashMap<Value, Lane>();
    for (int i = 0; i < args.size(); i++) {
      made.put(function.inputs().get(i), args.get(i));
    }
    for (var value : Walk.order(function.outputs())) {
      if (!made.containsKey(value)) {
        var results = call(value, value.args().stream().map(arg -> known(made, arg)).toList());
        for (int i = 0; i < results.size(); i++) {
          made.put(value.results().get(i), results.get(i));
        }
      }
    }
    return function.outputs().stream().map(value -> known(made, value)).toList();
  }

  private static Lane known(IdentityHashMap<Value, Lane> made, Value value) {
    return Objects.requireNonNull(made.get(value));
  }

  /// All results of one call.
  private List<Lane> call(Value call, List<Lane> args) {
    var op = call.op();
    var values = args.stream().map(Lane::value).toList();
    if (args.stream().noneMatch(Lane::batched)) {
      return lanes(graph.applyAll(op, values), false);
    }
    for (var type : types(call)) {
      if (!(type instanceof TensorType)) {
        throw refused(op, "is no tensor: " + type);
      }
    }
    var meaning = op.meaning(call.args().stream().map(Value::type).toList());
    if (meaning instanceof Meaning.Pointwise pointwise) {
      return List.of(pointwise(call, pointwise, args));
    }
    if (meaning instanceof Meaning.Opaque) {
      OneByOne.check(call);
    }
    if (meaning instanceof Meaning.Opaque || Batched.hasGradient(call)) {
      return lanes(graph.applyAll(Batched.of(call, args, size), values), true);
    }
    return meant(call, meaning, args);
  }

  /// All results of one call, by its meaning alone.
  List<Lane> meant(Value call, Meaning meaning, List<Lane> args) {
    return switch (meaning) {
      case Meaning.Pointwise m -> List.of(pointwise(call, m, args));
      case Meaning.Indexed _, Meaning.Scanned _, Meaning.Scattered _ ->
          List.of(threaded(call, meaning, args));
      case Meaning.Composed(var body) -> function(body, args);
      case Meaning.Chosen chosen -> new Choice(this, chosen, args).results();
      case Meaning.Repeated repeated -> new Repetition(this, repeated, args).results();
      case Meaning.Opaque _ ->
          throw new IllegalStateException(call.op().name() + ": only the host knows what it means");
    };
  }

  /// The same operator where it takes aligned arguments, else the same body.
  private Lane pointwise(Value call, Meaning.Pointwise meaning, List<Lane> args) {
    int rank = call.tensor().rank();
    var aligned = args.stream().map(lane -> aligned(lane, rank)).toList();
    var type = Lane.batch(call.tensor(), size);
    return new Lane(
        same(call.op(), meaning, aligned, type)
            ? graph.apply(call.op(), aligned)
            : Derive.apply(graph, Threaded.label(call.op()), meaning, type, aligned),
        true);
  }

  private static boolean same(Operator op, Meaning meaning, List<Value> args, TensorType expected) {
    List<Type> types = args.stream().map(Value::type).toList();
    try {
      return op.infer(types).equals(List.of(expected)) && op.meaning(types).equals(meaning);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// With dimensions of size 1 between the examples and the rest, so that it broadcasts as it did.
  private static Value aligned(Lane lane, int rank) {
    var element = lane.element();
    if (!lane.batched() || element.rank() == rank) {
      return lane.value();
    }
    var sizes = new ArrayList<Expr>(List.of(lane.value().tensor().size(0)));
    sizes.addAll(Collections.nCopies(rank - element.rank(), Expr.of(1)));
    sizes.addAll(element.shape().sizes());
    return Build.reshape(lane.value(), new Shape(sizes));
  }

  private Lane threaded(Value call, Meaning meaning, List<Lane> args) {
    return new Lane(
        Derive.apply(
            graph,
            Threaded.label(call.op()),
            new Threaded(args.stream().map(Lane::batched).toList(), size).of(meaning),
            Lane.batch(call.tensor(), size),
            args.stream().map(Lane::value).toList()),
        true);
  }

  /// The value with a leading dimension, repeated where it has none.
  Value full(Lane lane) {
    return lane.batched()
        ? lane.value()
        : Build.broadcast(lane.value(), Lane.batch(lane.value().tensor(), size).shape());
  }

  /// A dimension of size 1 for each dimension of an example: a truth that meets values of that
  /// rank.
  Value truth(Lane truth, int rank) {
    return aligned(truth, rank);
  }

  static List<Lane> lanes(List<Value> values, boolean batched) {
    return values.stream().map(value -> new Lane(value, batched)).toList();
  }

  private static List<Type> types(Value call) {
    var types = new ArrayList<Type>();
    call.args().forEach(arg -> types.add(arg.type()));
    call.results().forEach(result -> types.add(result.type()));
    return types;
  }

  static IllegalArgumentException refused(Operator op, String facts) {
    return new IllegalArgumentException(op.name() + ": batching: " + facts);
  }
}
