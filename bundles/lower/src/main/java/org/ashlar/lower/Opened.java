package org.ashlar.lower;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;

/// A function in a graph of its own in which every operator has loops: composed operators are
/// replaced by their bodies, as deep as they go. Only what the outputs need is left, operands
/// before what reads them. Control flow is taken out: its results are values that are given.
///
/// @param items every value but those that are given, in order
/// @param calls control flow, each before what needs its results
record Opened(List<Value> inputs, List<Value> outputs, Map<Value, Item> items, List<Call> calls) {
  private static final int DEEPEST = 200;

  /// @param rims whether products may read arguments with a rim ({@link Padding})
  /// @throws IllegalArgumentException naming the operator that has no loops
  static Opened of(Function function, boolean rims) {
    var origins = new HashMap<Value, String>();
    var open = new Opening(new Graph(), origins, new LinkedHashMap<>(), rims);
    var inputs =
        function.inputs().stream()
            .map(v -> v.op() instanceof Input i ? open.graph.input(i.label(), tensor(v)) : v)
            .toList();
    var outputs = open.open(function, inputs, "", 0);
    var items = new LinkedHashMap<Value, Item>();
    var calls = List.copyOf(open.calls.values());
    var roots = new ArrayList<Value>();
    calls.forEach(call -> roots.addAll(call.args()));
    roots.addAll(outputs);
    for (var value : order(roots)) {
      if (!(value.op() instanceof Input || value.op() instanceof Call.Result)) {
        var meaning = value.op().meaning(value.args().stream().map(Value::type).toList());
        Claim.check(value, meaning);
        items.put(value, new Item(value, value.tensor(), meaning, Known.of(origins, value)));
      }
    }
    return new Opened(inputs, outputs, items, calls);
  }

  private record Question(Operator op, List<Value> args) {}

  private record Opening(
      Graph graph, Map<Value, String> origins, Map<Question, Call> calls, boolean rims) {
    List<Value> open(Function function, List<Value> args, String origin, int depth) {
      var done = new IdentityHashMap<Value, Value>();
      for (int i = 0; i < args.size(); i++) {
        done.put(function.inputs().get(i), args.get(i));
      }
      for (var value : order(function.outputs())) {
        if (!done.containsKey(value)) {
          var results = open(value, value.args().stream().map(done::get).toList(), origin, depth);
          for (int i = 0; i < results.size(); i++) {
            done.put(value.results().get(i), results.get(i));
          }
        }
      }
      return function.outputs().stream().map(done::get).toList();
    }

    /// The results of the call that a value comes from.
    private List<Value> open(Value value, List<Value> args, String origin, int depth) {
      var op = value.op();
      String name = label(op);
      if (op instanceof Input) {
        throw new IllegalArgumentException(name + ": is no input of the function: " + value);
      }
      if (op instanceof Unknown) {
        throw new IllegalArgumentException(
            op.id() + ": nobody provides this operator now: it cannot be lowered");
      }
      if (depth > DEEPEST) {
        throw new IllegalArgumentException(
            name + ": composed of itself: opened " + DEEPEST + " levels deep");
      }
      args.forEach(Opened::tensor);
      String from = origin.isEmpty() ? name : origin;
      var meaning = op.meaning(args.stream().map(Value::type).toList());
      return switch (meaning) {
        case Meaning.Composed(var body) -> open(body, args, from, depth + 1);
        case Meaning.Opaque _ ->
            throw new IllegalArgumentException(
                name
                    + ": has no loops: its meaning is a host function (opaque); run it on the reference device");
        case Meaning.Repeated m when m.times().isEmpty() ->
            throw new IllegalArgumentException(
                name
                    + ": has no loops: it goes on as long as its condition holds, without a bound");
        case Meaning.Chosen _, Meaning.Repeated _ ->
            calls
                .computeIfAbsent(
                    new Question(op, args),
                    q -> Call.of(graph, calls.size(), name, meaning, args, value.results()))
                .results();
        case Meaning.Scattered s when isNarrow(s, tensor(value)) ->
            List.of(narrow(name, s, args, tensor(value), from));
        case Meaning.Indexed m when rims -> {
          yield List.of(
              padded(name, m, args, tensor(value), from)
                  .orElseGet(() -> keep(graph.apply(op, args), from)));
        }
        case Meaning.Pointwise _, Meaning.Indexed _, Meaning.Scanned _, Meaning.Scattered _ ->
            List.of(keep(graph.apply(op, args), from));
      };
    }

    private Value keep(Value value, String origin) {
      tensor(value);
      origins.putIfAbsent(value, origin);
      return value;
    }

    /// A product over arguments with rims, as many as gain by one; empty where none does.
    private Optional<Value> padded(
        String name, Meaning.Indexed m, List<Value> args, TensorType type, String origin) {
      return Padding.of(name, m, args.stream().map(Opened::tensor).toList(), type)
          .map(padding -> {
            var all = new ArrayList<>(args);
            var rim =
                graph.apply(padding.rim(), padding.sources().stream().map(args::get).toList());
            // conditions that nothing was outside of need no rim
            if (!rim.type().equals(args.get(padding.position()).type())) {
              all.set(padding.position(), keep(rim, "rim"));
            }
            var product = padding.product();
            return padded(name, (Meaning.Indexed) product.meaning(), all, type, origin)
                .orElseGet(() -> keep(graph.apply(product, all), origin));
          });
    }

    private static boolean isNarrow(Meaning.Scattered s, TensorType type) {
      return type.dtype().accumulator() != type.dtype()
          && switch (s.combine()) {
            case ADD, SUB, MUL, DIV -> true;
            default -> false;
          };
    }

    /// Half floats are combined in the accumulator's dtype and rounded once.
    private Value narrow(
        String name, Meaning.Scattered s, List<Value> args, TensorType type, String origin) {
      var wide = new TensorType(type.dtype().accumulator(), type.shape());
      var scattered =
          new Meaning.Scattered(
              s.result(),
              s.initial().cast(wide.dtype()),
              s.over(),
              s.at(),
              s.combine(),
              s.body().cast(wide.dtype()));
      var sums = keep(graph.apply(new Derived(name, scattered, wide), args), origin);
      var rounded = new Expr.Read(new Operand(0, wide.dtype()), List.of()).cast(type.dtype());
      return keep(
          graph.apply(new Derived("round", new Meaning.Pointwise(rounded), type), sums), origin);
    }
  }

  /// What people call an operator.
  static String label(Operator op) {
    return switch (op) {
      case Derived d -> d.label();
      case Input i -> i.label();
      case Call.Result r -> r.label();
      default -> op.name();
    };
  }

  /// Every value that the given ones need, each once, operands first. Deep graphs are as good as
  /// any.
  static List<Value> order(List<Value> of) {
    var order = new ArrayList<Value>();
    var entered = new IdentityHashMap<Value, Boolean>();
    var open = new ArrayDeque<Value>();
    for (var last : of) {
      open.push(last);
      while (!open.isEmpty()) {
        var value = open.peek();
        switch (entered.get(value)) {
          case null -> {
            entered.put(value, false);
            value.args().reversed().stream()
                .filter(a -> !entered.containsKey(a))
                .forEach(open::push);
          }
          case Boolean finished -> {
            open.pop();
            if (!finished) {
              entered.put(value, true);
              order.add(value);
            }
          }
        }
      }
    }
    return order;
  }

  static TensorType tensor(Value value) {
    String name = label(value.op());
    if (!(value.type() instanceof TensorType type)) {
      throw new IllegalArgumentException(name + ": has no loops: not a tensor: " + value.type());
    }
    if (type.dtype().kind() == DType.Kind.STRING || type.dtype().kind() == DType.Kind.COMPLEX) {
      throw new IllegalArgumentException(
          name + ": has no loops: " + type.dtype() + " lives on the host only: " + type);
    }
    return type;
  }
}
