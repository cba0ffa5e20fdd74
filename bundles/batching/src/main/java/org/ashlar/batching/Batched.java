package org.ashlar.batching;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.osgi.service.component.annotations.Component;

/// An operator for many examples at once: `result[b] = of(argument[b], …)`.
///
/// It keeps what would be lost by one more index: the operator's own gradient, which is batched in
/// turn, and host functions, which see one example after the other. Arguments that are not batched
/// are the same for every example.
///
/// @param of one call of the operator, for one example
/// @param batched for each argument whether its dimension 0 counts examples
/// @param size the number of examples
@Component(service = Operator.class)
public record Batched(Function of, List<Boolean> batched, Expr size) implements Operator {
  public Batched {
    batched = List.copyOf(batched);
    if (batched.size() != of.inputs().size()) {
      throw new IllegalArgumentException(
          "batched: says of "
              + batched.size()
              + " arguments whether they are batched: "
              + of.name()
              + " has "
              + of.inputs().size());
    }
    if (of.outputs().isEmpty() || of.outputs().getFirst().args().isEmpty()) {
      throw new IllegalArgumentException("batched: " + of.name() + ": is no call of an operator");
    }
  }

  public Batched() {
    this(specimen(), List.of(true), Expr.of(2));
  }

  private static Function specimen() {
    var x = new Graph().input("a0", TensorType.of(DType.F32, 3));
    return Function.of("softmax", List.of(x), List.of(Build.apply(new Softmax(), x)));
  }

  /// The operator that makes a call for the examples of its arguments.
  static Batched of(Value call, List<Lane> args, Expr size) {
    return new Batched(alone(call), args.stream().map(Lane::batched).toList(), size);
  }

  /// One call as a function of its arguments.
  private static Function alone(Value call) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    call.args().forEach(arg -> inputs.add(graph.input("a" + inputs.size(), arg.type())));
    return Function.of(
        Threaded.label(call.op()), inputs, graph.applyAll(call.op(), List.copyOf(inputs)));
  }

  /// Whether the operator of a call says its gradient itself.
  static boolean hasGradient(Value call) {
    return gradient(alone(call)).isPresent();
  }

  /// The own gradient of the operator called, as a function of arguments and gradients of results.
  private static Optional<Function> gradient(Function of) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    of.inputs().forEach(i -> inputs.add(graph.apply(i.op())));
    var call = graph.applyAll(of.outputs().getFirst().op(), List.copyOf(inputs));
    var dys = new ArrayList<Value>();
    call.forEach(result -> dys.add(graph.input("dy" + dys.size(), result.type())));
    inputs.addAll(dys);
    return call.getFirst()
        .op()
        .gradient(call.getFirst(), dys)
        .map(parts -> Function.of("d_" + of.name(), inputs, parts));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    if (args.size() != batched.size()) {
      throw new IllegalArgumentException(
          "batched: " + of.name() + " takes " + batched.size() + " arguments: not " + args.size());
    }
    for (int i = 0; i < args.size(); i++) {
      var one = of.inputs().get(i).tensor();
      var needed = batched.get(i) ? Lane.batch(one, size) : one;
      if (!args.get(i).equals(needed)) {
        throw new IllegalArgumentException(
            "batched: argument "
                + i
                + " of "
                + of.name()
                + " is "
                + args.get(i)
                + ", not "
                + needed);
      }
    }
    return of.outputs().stream().map(v -> (Type) Lane.batch(v.tensor(), size)).toList();
  }

  /// With one more index in front; of a host function, that function example by example.
  @Override
  public Meaning meaning(List<Type> args) {
    var call = of.outputs().getFirst();
    var meaning = call.op().meaning(call.args().stream().map(Value::type).toList());
    if (meaning instanceof Meaning.Opaque(var says, var reference)) {
      return new Meaning.Opaque(
          says.isEmpty() ? "" : "of each example: " + says, OneByOne.of(call, reference, batched));
    }
    var batch = new Batch(new Graph(), size);
    var lanes = lanes(batch, of.inputs(), batched);
    var results = batch.meant(call, meaning, lanes).stream().map(batch::full).toList();
    return new Meaning.Composed(Function.of(of.name(), values(lanes), results));
  }

  /// The operator's own gradient, example by example; added up over the examples for an argument
  /// that they share.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    return gradient(of).map(one -> gradient(one, call, dy));
  }

  private List<Value> gradient(Function one, Value call, List<Value> dy) {
    var batch = new Batch(call.graph(), size);
    var args = new ArrayList<Lane>();
    for (int i = 0; i < batched.size(); i++) {
      args.add(new Lane(call.arg(i), batched.get(i)));
    }
    dy.forEach(value -> args.add(new Lane(value, true)));
    var parts = batch.function(one, args);
    return IntStream.range(0, batched.size()).mapToObj(i -> part(batch, i, parts.get(i))).toList();
  }

  private Value part(Batch batch, int argument, Lane part) {
    if (batched.get(argument)) {
      return batch.full(part);
    }
    return part.value().tensor().dtype().isFloat() ? Build.sum(batch.full(part), 0) : part.value();
  }

  private static List<Lane> lanes(Batch batch, List<Value> inputs, List<Boolean> batched) {
    return IntStream.range(0, inputs.size())
        .mapToObj(i -> batch.input(inputs.get(i), batched.get(i)))
        .toList();
  }

  private static List<Value> values(List<Lane> lanes) {
    return lanes.stream().map(Lane::value).toList();
  }
}
