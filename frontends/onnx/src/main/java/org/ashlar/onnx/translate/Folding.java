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
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Numbers that are needed while the program is made: the piece of it that gives them is computed,
/// each once, and the given inputs that it looks at are noted as settled.
final class Folding {
  private static final long FOLDED = 1L << 26;

  private final Frame frame;
  private final Map<Value, Boolean> foldable = new IdentityHashMap<>();
  private final Map<Value, Folded> folded = new IdentityHashMap<>();

  /// Numbers computed now, and the given inputs that they follow from.
  private record Folded(TensorData data, Set<String> settled) {}

  Folding(Frame frame) {
    this.frame = frame;
  }

  private Folding around() {
    return frame.outer.orElseThrow().folding;
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
      return frame
          .origin(v)
          .map(origin -> around().isFoldable(origin))
          .orElseGet(
              () -> frame.binding.numbers.containsKey(v) && !frame.binding.given.containsKey(v));
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
          e -> open[0] |= e instanceof Expr.Size s && !frame.binding.owners.containsKey(s.name()));
    }
    return open[0];
  }

  /// The numbers of a value, computed now.
  ///
  /// @throws Unsettled when they depend on what is not given
  TensorData demand(Value value) {
    var numbers = folded(value);
    frame.binding.settled.addAll(numbers.settled());
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
    var data = frame.binding.run(piece(value, leaves), arguments).getFirst();
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
        if (frame.origin(v).isEmpty() && !frame.binding.numbers.containsKey(v)) {
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
    return frame
        .origin(leaf)
        .map(origin -> around().folded(origin))
        .orElseGet(() ->
            new Folded(
                Objects.requireNonNull(frame.binding.numbers.get(leaf)),
                Optional.ofNullable(frame.binding.given.get(leaf)).map(Set::of).orElse(Set.of())));
  }

  /// What a file computes of its own constants is folded only where it is small: a few bytes can
  /// ask for any number of elements.
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
}
