package org.ashlar.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Gives symbolic sizes a number: a function for any batch becomes one for this batch.
public final class Specialise {
  private final Map<String, Long> numbers;
  private final Map<String, Expr.Size> data = new HashMap<>();

  private Specialise(Map<String, Long> numbers) {
    this.numbers = Map.copyOf(numbers);
  }

  /// The function with constant sizes, in a graph of its own; types are inferred anew. Sizes that
  /// depend on data ({@link DataSizes}) stay.
  ///
  /// @param numbers one for each other size's name
  /// @throws IllegalArgumentException when a size has no number, or one outside its bounds
  public static Function apply(Function function, Map<String, Long> numbers) {
    return new Specialise(numbers).function(function);
  }

  /// A type with numbers in place of sizes.
  public static Type type(Type type, Map<String, Long> numbers) {
    return new Specialise(numbers).type(type);
  }

  /// The sizes in the types of a function's inputs, in the order of their first use.
  public static Set<Expr.Size> sizes(Function function) {
    var sizes = new LinkedHashSet<Expr.Size>();
    for (var input : function.inputs()) {
      if (input.type() instanceof TensorType t) {
        for (var size : t.shape().sizes()) {
          Rewrite.visit(
              size,
              e -> {
                if (e instanceof Expr.Size s) {
                  sizes.add(s);
                }
              });
        }
      }
    }
    return sizes;
  }

  private Function function(Function function) {
    var graph = new Graph();
    var made = new IdentityHashMap<Value, Value>();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < function.inputs().size(); i++) {
      var old = function.inputs().get(i);
      inputs.add(graph.input(function.inputNames().get(i), type(old.type())));
      made.put(old, inputs.getLast());
    }
    for (var value : DataSizes.order(function.outputs())) {
      if (!made.containsKey(value)) {
        var args = value.args().stream().map(arg -> Walk.made(made, arg)).toList();
        var results = graph.applyAll(operator(value.op()), args);
        Walk.put(made, value, results);
        // with the bounds that it has now
        data.putAll(DataSizes.fresh(results.getFirst()));
      }
    }
    var outputs = function.outputs().stream().map(value -> Walk.made(made, value)).toList();
    return new Function(function.name(), inputs, outputs, function.outputNames());
  }

  /// A function inside another; the same one where it has no sizes.
  private Function nested(Function function) {
    boolean constant =
        Stream.concat(function.inputs().stream(), Walk.order(function.outputs()).stream())
            .allMatch(v -> v.type() instanceof TensorType t && t.shape().isConstant());
    return constant ? function : function(function);
  }

  private Operator operator(Operator op) {
    if (op instanceof Unknown u) {
      return new Unknown(
          u.domain(),
          u.name(),
          u.version(),
          u.attributes(),
          u.results().stream().map(this::type).toList());
    }
    var changed = new HashMap<String, Object>();
    Attributes.of(op)
        .forEach((name, value) -> {
          var constant = attribute(value);
          if (!constant.equals(value)) {
            changed.put(name, constant);
          }
        });
    return Attributes.with(op, changed);
  }

  private Object attribute(Object value) {
    return switch (value) {
      case Type t -> type(t);
      case Shape s -> shape(s);
      case Expr e -> expr(e);
      case Axis a -> axis(a);
      case Meaning m -> meaning(m);
      case Function f -> nested(f);
      case List<?> items -> items.stream().map(this::attribute).toList();
      case Optional<?> o -> o.map(this::attribute);
      default -> value;
    };
  }

  private Type type(Type type) {
    return switch (type) {
      case TensorType(var dtype, var shape) -> new TensorType(dtype, shape(shape));
      case Type.SequenceType(var of) -> new Type.SequenceType(type(of));
      case Type.OptionalType(var of) -> new Type.OptionalType(type(of));
      case Type.MapType(var key, var value) -> new Type.MapType(key, type(value));
    };
  }

  private Shape shape(Shape shape) {
    return new Shape(shape.sizes().stream().map(this::expr).toList());
  }

  private Meaning meaning(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Pointwise(var body) -> new Meaning.Pointwise(expr(body));
      case Meaning.Indexed(var result, var over, var by, var body) ->
          new Meaning.Indexed(result, axes(over), by, exprs(body));
      case Meaning.Scanned(var result, var along, var by, var body, var exclusive, var reverse) ->
          new Meaning.Scanned(result, along, by, exprs(body), exclusive, reverse);
      case Meaning.Scattered(var result, var initial, var over, var at, var combine, var body) ->
          new Meaning.Scattered(result, expr(initial), axes(over), exprs(at), combine, expr(body));
      case Meaning.Composed(var body) -> new Meaning.Composed(nested(body));
      case Meaning.Chosen(var then, var otherwise) ->
          new Meaning.Chosen(nested(then), nested(otherwise));
      case Meaning.Repeated r ->
          new Meaning.Repeated(
              nested(r.body()),
              r.carried(),
              r.sequences(),
              r.times().map(this::expr),
              r.conditional(),
              r.reverse());
      case Meaning.Opaque opaque -> opaque;
    };
  }

  private List<Axis> axes(List<Axis> axes) {
    return axes.stream().map(this::axis).toList();
  }

  private Axis axis(Axis axis) {
    return new Axis(axis.index(), expr(axis.extent()));
  }

  private List<Expr> exprs(List<Expr> es) {
    return es.stream().map(this::expr).toList();
  }

  /// The expression with numbers in place of sizes; whole-number operations on numbers are
  /// computed.
  private Expr expr(Expr e) {
    return Rewrite.map(
        e,
        node ->
            switch (node) {
              case Expr.Size s when data.containsKey(s.name()) ->
                  Objects.requireNonNull(data.get(s.name()));
              case Expr.Size s -> Expr.of(number(s));
              case Expr.Binary(var op, Expr.Const x, Expr.Const y)
                  when x.dtype() == DType.I64 && !op.isComparison() ->
                  Expr.of(Scalar.apply(op, DType.I64, x.bits(), y.bits()));
              default -> node;
            });
  }

  private long number(Expr.Size size) {
    if (!numbers.containsKey(size.name())) {
      throw new IllegalArgumentException(
          "size "
              + size.name()
              + ": no number is given for it; given are "
              + new TreeSet<>(numbers.keySet()));
    }
    long number = numbers.get(size.name());
    if (number < size.min() || number > size.max()) {
      throw new IllegalArgumentException(
          "size "
              + size.name()
              + ": "
              + number
              + " is outside its bounds "
              + size.min()
              + ".."
              + size.max());
    }
    return number;
  }
}
