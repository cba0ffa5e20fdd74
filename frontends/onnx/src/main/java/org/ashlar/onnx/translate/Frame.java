package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Constant;
import org.ashlar.operators.create.Constants;

/// One graph of values under construction: the function's own, or that of a body inside it, which
/// sees the values around it through inputs of its own.
final class Frame {
  private static final int SMALL = 16;
  private static final long FOLDED = 1L << 26;

  final Graph graph = new Graph();
  final Binding binding;
  final Optional<Frame> outer;

  /// Values of the frame around this one, with the inputs that stand for them here.
  private final Map<Value, Value> captured = new LinkedHashMap<>();

  private final Map<Value, Value> origins = new IdentityHashMap<>();
  private final Map<String, Value> lifted = new LinkedHashMap<>();
  private final Map<Value, Boolean> foldable = new IdentityHashMap<>();
  private final Map<Value, Folded> folded = new IdentityHashMap<>();

  /// Numbers computed now, and the given inputs that they follow from.
  private record Folded(TensorData data, Set<String> settled) {}

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

  /// Whether a value is computed from known numbers only.
  boolean isFoldable(Value value) {
    for (var v : Walk.order(List.of(value), foldable.keySet())) {
      if (!foldable.containsKey(v)) {
        foldable.put(v, foldableHere(v));
      }
    }
    return Objects.requireNonNull(foldable.get(value));
  }

  private boolean foldableHere(Value v) {
    if (v.op() instanceof Input) {
      var origin = origins.get(v);
      return origin != null
          ? outer.orElseThrow().isFoldable(origin)
          : binding.numbers.containsKey(v) && !binding.given.containsKey(v);
    }
    return !(v.op() instanceof Unknown)
        && !isOpen(v)
        && v.args().stream().allMatch(a -> Boolean.TRUE.equals(foldable.get(a)));
  }

  /// Whether sizes stand in a call that only a launch gives.
  private boolean isOpen(Value v) {
    var open = new boolean[1];
    var exprs = new ArrayList<Expr>();
    if (v.type() instanceof TensorType t) {
      exprs.addAll(t.shape().sizes());
    }
    if (v.op() instanceof Derived(_, Meaning.Indexed indexed, _)) {
      exprs.addAll(indexed.body());
    }
    for (var expr : exprs) {
      Rewrite.visit(
          expr,
          e -> open[0] |= e instanceof Expr.Size s && !binding.owners.containsKey(s.name()));
    }
    return open[0];
  }

  /// The numbers of a value, computed now.
  ///
  /// @throws Unsettled when they depend on what is not given
  TensorData demand(Value value) {
    var numbers = folded(value);
    binding.settled.addAll(numbers.settled());
    return numbers.data();
  }

  private Folded folded(Value value) {
    var known = folded.get(value);
    if (known != null) {
      return known;
    }
    var leaves = leaves(value);
    var arguments = new ArrayList<TensorData>();
    var settled = new LinkedHashSet<String>();
    for (var leaf : leaves) {
      var numbers = leaf(leaf);
      arguments.add(numbers.data());
      settled.addAll(numbers.settled());
    }
    if (leaves.equals(List.of(value))) {
      return new Folded(arguments.getFirst(), settled);
    }
    if (settled.isEmpty()) {
      requireFew(value, leaves);
    }
    var data = binding.run(piece(value, leaves), arguments).getFirst();
    var numbers = new Folded(data, settled);
    if (isFixed(value)) {
      folded.put(value, numbers);
    }
    return numbers;
  }

  /// What a value is computed from: inputs, and values that were computed before.
  private List<Value> leaves(Value value) {
    var leaves = new ArrayList<Value>();
    var missing = new LinkedHashSet<String>();
    for (var v : Walk.order(List.of(value), done())) {
      if (folded.containsKey(v)) {
        leaves.add(v);
      } else if (v.op() instanceof Input(var label, _)) {
        leaves.add(v);
        if (!origins.containsKey(v) && !binding.numbers.containsKey(v)) {
          missing.add(label);
        }
      } else if (v.op() instanceof Unknown u) {
        throw new Unsettled(
            "it is computed by " + u.id() + ", which nobody provides now", Set.of());
      } else if (isOpen(v)) {
        throw new Unsettled("it depends on sizes that only a run gives: " + v.type(), Set.of());
      }
    }
    if (!missing.isEmpty()) {
      throw new Unsettled("it depends on the values of " + missing, missing);
    }
    return leaves;
  }

  private Set<Value> done() {
    return folded.isEmpty() ? Set.of() : folded.keySet();
  }

  private static boolean isFixed(Value value) {
    return value.type() instanceof TensorType t && t.shape().isConstant();
  }

  private Folded leaf(Value leaf) {
    var before = folded.get(leaf);
    if (before != null) {
      return before;
    }
    var origin = origins.get(leaf);
    if (origin != null) {
      return outer.orElseThrow().folded(origin);
    }
    return new Folded(
        Objects.requireNonNull(binding.numbers.get(leaf)),
        Optional.ofNullable(binding.given.get(leaf)).map(Set::of).orElse(Set.of()));
  }

  /// What a file computes of its own constants is folded only where it is small: a few bytes can ask
  /// for any number of elements.
  private static void requireFew(Value value, List<Value> leaves) {
    double elements = 0;
    for (var v : Walk.order(List.of(value), leaves)) {
      if (v.type() instanceof TensorType t && t.shape().isConstant()) {
        double all = 1;
        for (long size : t.shape().constants()) {
          all *= size;
        }
        elements += all;
      }
    }
    if (elements > FOLDED) {
      throw new Unsettled(
          "it takes " + (long) elements + " elements to compute, at most " + FOLDED + " are folded",
          Set.of());
    }
  }

  /// A function from leaves to a value.
  private Function piece(Value value, List<Value> leaves) {
    if (leaves.stream().allMatch(leaf -> leaf.op() instanceof Input)) {
      return new Function("demand", leaves, List.of(value), List.of("y"));
    }
    var inside = new Graph();
    var inputs = new LinkedHashMap<Value, Value>();
    for (var leaf : leaves) {
      inputs.put(leaf, inside.input("x" + inputs.size(), leaf.type()));
    }
    var output = Inline.apply(List.of(value), inputs, inside);
    return new Function("demand", List.copyOf(inputs.values()), output, List.of("y"));
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
                var sizes = home.demand(owner).sizes();
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
