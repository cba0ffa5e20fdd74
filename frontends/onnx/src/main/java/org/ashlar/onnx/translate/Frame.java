package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.create.Constants;

/// One graph of values under construction: the function's own, or that of a body inside it, which
/// sees the values around it through inputs of its own.
final class Frame {
  private static final int SMALL = 16;

  final Graph graph = new Graph();
  final Binding binding;
  final Optional<Frame> outer;
  final Folding folding = new Folding(this);

  /// Values of the frame around this one, with the inputs that stand for them here.
  private final Map<Value, Value> captured = new LinkedHashMap<>();

  /// The values around that inputs here stand for.
  private final Map<Value, Value> origins = new IdentityHashMap<>();

  private final Map<String, Value> lifted = new LinkedHashMap<>();

  Frame(Binding binding, Optional<Frame> outer) {
    this.binding = binding;
    this.outer = outer;
  }

  Map<Value, Value> captured() {
    return captured;
  }

  /// The term, with values of frames around this one replaced by inputs here.
  Term seen(Term term, Frame from) {
    if (from == this) {
      return term;
    }
    return switch (term) {
      case Term.Tensor(var value) -> new Term.Tensor(capture(value, from));
      case Term.Known known -> known;
      case Term.Sizes sizes -> sizes;
      case Term.Strings strings -> strings;
      case Term.Sequence(var of, var items) ->
          new Term.Sequence(of, items.stream().map(i -> seen(i, from)).toList());
      case Term.Maybe(var of, var item) -> new Term.Maybe(of, item.map(i -> seen(i, from)));
      case Term.Table(var key, var of, var keys, var values) ->
          new Term.Table(key, of, keys, values.stream().map(i -> seen(i, from)).toList());
    };
  }

  /// The value of the frame around this one that an input here stands for.
  Optional<Value> origin(Value input) {
    return Optional.ofNullable(origins.get(input));
  }

  /// The input that stands here for a value of the frame around this one.
  Value seen(Value around) {
    return capture(around, outer.orElseThrow());
  }

  private Value capture(Value value, Frame from) {
    var around = outer.orElseThrow();
    var there = around == from ? value : around.capture(value, from);
    return captured.computeIfAbsent(
        there,
        v -> {
          var input = graph.input(binding.label("outer"), v.type());
          origins.put(input, v);
          return input;
        });
  }

  /// A term as a tensor of this graph.
  Value lift(Term term, String name) {
    return switch (term) {
      case Term.Tensor(var value) -> value;
      case Term.Known(var data, var own) -> lift(data, own.isEmpty() ? name : own);
      case Term.Sizes sizes -> sizes.isConstant() ? lift(sizes.numbers(), name) : lift(sizes);
      default ->
          throw new IllegalArgumentException("a tensor of numbers is needed, not " + term.type());
    };
  }

  private Value lift(TensorData data, String name) {
    if (data.elements() <= SMALL && exact(data)) {
      var numbers = new ArrayList<Double>();
      for (long i = 0; i < data.elements(); i++) {
        numbers.add(data.get(i));
      }
      return graph.apply(new Constant(data.dtype(), Shape.of(data.sizes()), numbers));
    }
    if (isZeroPoint(data)) {
      return Build.fill(graph, data.type(), data.get(0));
    }
    if (outer.isPresent()) {
      var root = outer.get();
      return capture(root.lift(data, name), root);
    }
    var known = lifted.get(name);
    if (known != null && binding.numbers.get(known) == data) {
      return known;
    }
    var label = binding.label(name.isEmpty() ? "constant" : name);
    var input = graph.input(label, data.type());
    binding.variables.put(label, data);
    binding.numbers.put(input, data);
    lifted.put(name, input);
    return input;
  }

  /// Whether few bits are one number everywhere, as the zero points of columns often are: known to
  /// the program, such a number costs nothing. Floats may be trained and stay variables.
  private static boolean isZeroPoint(TensorData data) {
    boolean same = data.dtype().isInteger() && data.dtype().bits() <= 8 && data.elements() > 0;
    for (long i = 1; same && i < data.elements(); i++) {
      same = data.bits(i) == data.bits(0);
    }
    return same;
  }

  /// Whether every element survives as a double.
  private static boolean exact(TensorData data) {
    if (data.dtype().bits() < 64 || data.dtype() == DType.F64) {
      return data.dtype().kind() != DType.Kind.STRING && data.dtype().kind() != DType.Kind.COMPLEX;
    }
    for (long i = 0; i < data.elements(); i++) {
      if (Math.abs(data.bits(i)) > 1L << 53 || data.bits(i) == Long.MIN_VALUE) {
        return false;
      }
    }
    return true;
  }

  private Value lift(Term.Sizes sizes) {
    var parts = new ArrayList<Value>();
    for (var element : sizes.elements()) {
      parts.add(Build.reshape(size(sizes.dtype(), element), Shape.of(1)));
    }
    var all = parts.size() == 1 ? parts.getFirst() : Build.concat(0, parts);
    return Build.reshape(all, Shape.of(sizes.shape()));
  }

  /// A size as a scalar. One that depends on data is read off a value that has it in its type, so
  /// that whoever orders the program sees what it needs.
  private Value size(DType dtype, Expr size) {
    var owners = new LinkedHashSet<Value>();
    Rewrite.visit(
        size,
        e -> {
          if (e instanceof Expr.Size s && binding.owners.containsKey(s.name())) {
            var owner = Objects.requireNonNull(binding.owners.get(s.name()));
            owners.add(owner.graph() == graph ? owner : capture(owner, home(owner)));
          }
        });
    if (owners.isEmpty() && dtype != DType.BOOL) {
      return Constants.size(graph, dtype, size);
    }
    var body = Meaning.Indexed.of(List.of(), size.cast(dtype));
    return graph.apply(
        new Derived("size", body, new TensorType(dtype, Shape.of())), List.copyOf(owners));
  }

  private Frame home(Value value) {
    return outer.map(o -> o.graph == value.graph() ? o : o.home(value)).orElseThrow();
  }

  /// A size, with those that depend on data replaced by the numbers that these have.
  Expr settle(Expr size) {
    return org.ashlar.ir.Simplify.of(
        Rewrite.map(
            size,
            e -> {
              if (e instanceof Expr.Size s && binding.owners.containsKey(s.name())) {
                var owner = Objects.requireNonNull(binding.owners.get(s.name()));
                var home = owner.graph() == graph ? this : home(owner);
                var sizes = home.folding.demand(owner).sizes();
                for (int d = 0; d < sizes.length; d++) {
                  if (owner.tensor().size(d).equals(s)) {
                    return Expr.of(sizes[d]);
                  }
                }
              }
              return e;
            }));
  }

  /// Notes the values in whose types sizes stand that depend on data.
  void own(Value value) {
    if (value.type() instanceof TensorType t && !t.shape().isConstant()) {
      for (var size : t.shape().sizes()) {
        if (size instanceof Expr.Size s && !isDeclared(s)) {
          binding.owners.putIfAbsent(s.name(), value);
        }
      }
    }
  }

  /// Whether the size belongs to an input.
  private boolean isDeclared(Expr.Size size) {
    return binding.declared.contains(size.name());
  }
}
