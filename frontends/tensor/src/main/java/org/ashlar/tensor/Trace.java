package org.ashlar.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.operators.create.Fill;

/// The function that tensors say, with the caller's numbers as further inputs.
///
/// @param function its inputs in the order in which the outputs meet them
/// @param literals numbers for the inputs that the caller did not name
public record Trace(Function function, Map<String, TensorData> literals) {
  public Trace {
    literals = Map.copyOf(literals);
  }

  /// Traces outputs by name, in the order of the map.
  ///
  /// @throws IllegalArgumentException when two inputs of one name have different types
  public static Trace of(String name, Map<String, Tensor> outputs) {
    var tracer = new Tracer();
    var values = outputs.values().stream().map(tracer::value).toList();
    var function = new Function(name, tracer.inputs(), values, List.copyOf(outputs.keySet()));
    return new Trace(function, tracer.literals);
  }

  /// The function's text.
  public String text() {
    return Text.of(function);
  }

  void requireClosed() {
    var open = new TreeSet<>(function.inputNames());
    open.removeAll(literals.keySet());
    if (!open.isEmpty()) {
      throw new IllegalArgumentException(
          "compute: depends on inputs that have no numbers: "
              + open
              + ": make a session and run it with them");
    }
  }

  private static final class Tracer {
    final Graph graph = new Graph();
    final Map<String, TensorData> literals = new HashMap<>();
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<Tensor, List<Value>> done = new IdentityHashMap<>();

    List<Value> inputs() {
      return new ArrayList<>(inputs.values());
    }

    /// Operands first, without recursion: programs may be deep.
    Value value(Tensor root) {
      var open = new ArrayDeque<Tensor>();
      open.push(root);
      while (!open.isEmpty()) {
        var tensor = open.peek();
        var waiting = args(tensor).stream().filter(a -> !done.containsKey(a)).toList();
        if (waiting.isEmpty()) {
          open.pop();
          done.computeIfAbsent(tensor, this::make);
        } else {
          waiting.reversed().forEach(open::push);
        }
      }
      return result(root);
    }

    private static List<Tensor> args(Tensor tensor) {
      return tensor.origin() instanceof Tensor.Origin.Call c ? c.args() : List.of();
    }

    private Value result(Tensor tensor) {
      var results = done.getOrDefault(tensor, List.of());
      return tensor.origin() instanceof Tensor.Origin.Call c
          ? results.get(c.result())
          : results.getFirst();
    }

    private List<Value> make(Tensor tensor) {
      return switch (tensor.origin()) {
        case Tensor.Origin.Literal(var data) -> List.of(literal(data));
        case Tensor.Origin.Computed(_, var data, _, _) -> List.of(literal(data));
        case Tensor.Origin.Named(var name) -> List.of(named(name, tensor));
        case Tensor.Origin.Call(var op, var args, var _) ->
            graph.applyAll(op, args.stream().map(this::result).toList());
      };
    }

    private Value literal(TensorData data) {
      if (data.sizes().length == 0 && data.dtype().isFloat()) {
        return graph.apply(new Fill(data.dtype(), data.get(0), Shape.of()));
      }
      var name = "literal" + literals.size();
      literals.put(name, data);
      var value = graph.input(name, data.type());
      inputs.put(name, value);
      return value;
    }

    private Value named(String name, Tensor tensor) {
      var value = graph.input(name, tensor.type());
      var before = inputs.putIfAbsent(name, value);
      if (before != null && before != value) {
        throw new IllegalArgumentException(
            "trace: input " + name + " has two types: " + before.type() + " and " + tensor.type());
      }
      return value;
    }
  }
}
