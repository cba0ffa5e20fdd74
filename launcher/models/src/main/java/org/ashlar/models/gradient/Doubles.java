package org.ashlar.models.gradient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;

/// A function with `f64` in the place of `f16`, `bf16` and `f32`: differences need the digits.
///
/// Narrower floats stay: what is rounded to them has steps, not slopes.
final class Doubles {
  private Doubles() {}

  /// @throws IllegalArgumentException when an operator refuses `f64`, or takes floats apart into
  ///   bits
  static Function of(Function function) {
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
        var args = value.args().stream().map(a -> Objects.requireNonNull(made.get(a))).toList();
        var results = graph.applyAll(operator(value.op()), args);
        for (int i = 0; i < results.size(); i++) {
          made.put(value.results().get(i), results.get(i));
        }
      }
    }
    var outputs =
        function.outputs().stream().map(v -> Objects.requireNonNull(made.get(v))).toList();
    return new Function(function.name(), inputs, outputs, function.outputNames());
  }

  /// The numbers in `f64` where they are floats that widen.
  static TensorData of(TensorData data) {
    if (dtype(data.dtype()) == data.dtype()) {
      return data;
    }
    var wide = TensorData.zeros(DType.F64, data.sizes());
    for (long i = 0; i < data.elements(); i++) {
      wide.set(i, Codec.encode(DType.F64, data.get(i)));
    }
    return wide;
  }

  static DType dtype(DType dtype) {
    return switch (dtype) {
      case F16, BF16, TF32, F32 -> DType.F64;
      default -> dtype;
    };
  }

  private static Operator operator(Operator op) {
    if (op instanceof Derived(var label, var meaning, var result)) {
      return new Derived(label, meaning(meaning), (TensorType) type(result));
    }
    var changed = new HashMap<String, Object>();
    Attributes.of(op)
        .forEach((name, value) -> {
          var wide = attribute(value);
          if (!wide.equals(value)) {
            changed.put(name, wide);
          }
        });
    return changed.isEmpty() ? op : Attributes.with(op, changed);
  }

  private static Object attribute(Object value) {
    return switch (value) {
      case DType d -> dtype(d);
      case Type t -> type(t);
      case Function f -> of(f);
      case List<?> items -> items.stream().map(Doubles::attribute).toList();
      case Optional<?> o -> o.map(Doubles::attribute);
      default -> value;
    };
  }

  private static Type type(Type type) {
    return switch (type) {
      case TensorType(var dtype, var shape) -> new TensorType(dtype(dtype), shape);
      case Type.SequenceType(var of) -> new Type.SequenceType(type(of));
      case Type.OptionalType(var of) -> new Type.OptionalType(type(of));
      case Type.MapType(var key, var value) -> new Type.MapType(dtype(key), type(value));
    };
  }

  private static Meaning meaning(Meaning meaning) {
    return switch (meaning) {
      case Meaning.Pointwise(var body) -> new Meaning.Pointwise(expr(body));
      case Meaning.Indexed(var result, var over, var by, var body) ->
          new Meaning.Indexed(result, over, reducer(by), exprs(body));
      case Meaning.Scanned(var result, var along, var by, var body, var exclusive, var reverse) ->
          new Meaning.Scanned(result, along, reducer(by), exprs(body), exclusive, reverse);
      case Meaning.Scattered(var result, var initial, var over, var at, var combine, var body) ->
          new Meaning.Scattered(
              result, expr(initial), List.<Axis>copyOf(over), at, combine, expr(body));
      case Meaning.Composed(var body) -> new Meaning.Composed(of(body));
      case Meaning.Chosen(var then, var otherwise) -> new Meaning.Chosen(of(then), of(otherwise));
      case Meaning.Repeated r ->
          new Meaning.Repeated(
              of(r.body()), r.carried(), r.sequences(), r.times(), r.conditional(), r.reverse());
      case Meaning.Opaque opaque -> opaque;
    };
  }

  private static Reducer reducer(Reducer by) {
    return new Reducer(by.name(), exprs(by.identity()), exprs(by.merge()), expr(by.finish()));
  }

  private static List<Expr> exprs(List<Expr> all) {
    return all.stream().map(Doubles::expr).toList();
  }

  private static Expr expr(Expr e) {
    return switch (e) {
      case Expr.Const c -> dtype(c.dtype()) == c.dtype() ? c : Expr.of(DType.F64, c.value());
      case Expr.Index i -> i;
      case Expr.Size s -> s;
      case Expr.Local(var name, var dtype) -> new Expr.Local(name, dtype(dtype));
      case Expr.Read(Operand(int position, var dtype), var at) ->
          new Expr.Read(new Operand(position, dtype(dtype)), exprs(at));
      case Expr.Read r -> r;
      case Expr.Let(var name, var value, var body) ->
          new Expr.Let(new Expr.Local(name.name(), dtype(name.dtype())), expr(value), expr(body));
      case Expr.Cast(var dtype, var mode, var x) -> {
        if (mode == Expr.Mode.BITS && (dtype.isFloat() || x.dtype().isFloat())) {
          throw new IllegalArgumentException("f64: the bits of a float are taken as a number");
        }
        yield new Expr.Cast(dtype(dtype), mode, expr(x));
      }
      case Expr.Unary(var op, var x) -> new Expr.Unary(op, expr(x));
      case Expr.Binary(var op, var x, var y) -> new Expr.Binary(op, expr(x), expr(y));
      case Expr.Select(var when, var then, var otherwise) ->
          new Expr.Select(expr(when), expr(then), expr(otherwise));
    };
  }

  /// Whether differences along a value make sense.
  static boolean isSmooth(Type type) {
    return type instanceof TensorType t && t.dtype() == DType.F64;
  }
}
