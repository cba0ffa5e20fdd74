package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Value;

/// A function cut at calls that the host makes between compiled programs: what comes before them,
/// the calls, and the rest. Tensors go from one to the next by name.
///
/// @param before all that needs none of the calls; empty where that is nothing
/// @param calls what the host does, in order; none needs another
/// @param after the rest, which may have to be cut again; empty where that is nothing
/// @param known the function's outputs that `after` does not give, under the names of their tensors
record Seam(
    Optional<Function> before,
    List<Call> calls,
    Optional<Function> after,
    Map<String, String> known) {

  /// A call of the host.
  ///
  /// @param value the call's first result, in the function that was cut
  /// @param args the names of the tensors that it takes
  /// @param results the names under which it gives its own
  record Call(Value value, List<String> args, List<String> results) {
    /// The sizes that are known once it has run.
    Map<String, Expr.Size> sizes() {
      return DataSizes.fresh(value);
    }
  }

  /// @param host whether a call, told by its first result, is the host's
  static Seam of(Function whole, Predicate<Value> host) {
    return new Cutting(whole, host).seam();
  }

  private static final class Cutting {
    private final Function whole;
    private final List<Value> order;
    private final Map<String, Value> sizes;
    private final Map<Value, String> names = new HashMap<>();
    private final Set<Value> calls = new LinkedHashSet<>();
    private final Set<Value> early = new LinkedHashSet<>();
    private final Set<Value> late = new LinkedHashSet<>();

    Cutting(Function whole, Predicate<Value> host) {
      this.whole = whole;
      this.order = DataSizes.order(whole.outputs());
      this.sizes = DataSizes.of(whole.outputs());
      whole.inputs().forEach(input -> names.put(input, ((Input) input.op()).label()));
      for (var value : order) {
        if (value.op() instanceof Input) {
          continue;
        }
        if (needsCall(value)) {
          late.add(value);
        } else if (host.test(Placement.first(value))) {
          calls.add(Placement.first(value));
        } else {
          early.add(value);
        }
      }
    }

    private boolean needsCall(Value value) {
      return value.args().stream().anyMatch(this::isLate)
          || DataSizes.used(value).stream()
              .anyMatch(name -> sizes.containsKey(name) && isLate(sizes.get(name)));
    }

    private boolean isLate(Value value) {
      return late.contains(value) || calls.contains(Placement.first(value));
    }

    Seam seam() {
      var wanted = new LinkedHashSet<Value>();
      calls.forEach(call -> wanted.addAll(call.args()));
      late.forEach(value -> wanted.addAll(value.args()));
      wanted.addAll(whole.outputs());
      wanted.retainAll(early);
      var known = new LinkedHashMap<String, String>();
      var rest = new LinkedHashMap<String, Value>();
      for (int i = 0; i < whole.outputs().size(); i++) {
        var output = whole.outputs().get(i);
        if (late.contains(output)) {
          rest.put(whole.outputNames().get(i), output);
        } else {
          known.put(whole.outputNames().get(i), name(output));
        }
      }
      var outputs = new LinkedHashMap<String, Value>();
      wanted.forEach(value -> outputs.put(name(value), value));
      var told =
          calls.stream()
              .map(call ->
                  new Call(
                      call,
                      call.args().stream().map(this::name).toList(),
                      call.results().stream().map(this::name).toList()))
              .toList();
      return new Seam(
          part(whole.name() + "_0", early, outputs),
          told,
          part(whole.name() + "_1", late, rest),
          known);
    }

    /// Some of the values as a function in a graph of its own.
    private Optional<Function> part(String name, Set<Value> values, Map<String, Value> outputs) {
      if (outputs.isEmpty()) {
        return Optional.empty();
      }
      var graph = new Graph();
      var copies = new HashMap<Value, Value>();
      var inputs = new LinkedHashSet<Value>();
      for (var value : order) {
        if (values.contains(value)) {
          for (var arg : value.args()) {
            if (!values.contains(arg)) {
              copies.computeIfAbsent(arg, a -> graph.input(name(a), a.type()));
              inputs.add(arg);
            }
          }
          var args = value.args().stream().map(a -> Objects.requireNonNull(copies.get(a))).toList();
          copies.put(value, graph.applyAll(value.op(), args).get(value.result()));
        }
      }
      return Optional.of(
          new Function(
              name,
              copied(inputs, copies),
              copied(outputs.values(), copies),
              List.copyOf(outputs.keySet())));
    }

    private static List<Value> copied(Iterable<Value> values, Map<Value, Value> copies) {
      var all = new ArrayList<Value>();
      values.forEach(v -> all.add(Objects.requireNonNull(copies.get(v))));
      return all;
    }

    private String name(Value value) {
      var known = names.get(value);
      if (known != null) {
        return known;
      }
      var taken = new HashSet<>(names.values());
      int number = names.size() - whole.inputs().size();
      while (taken.contains("cut" + number)) {
        number++;
      }
      names.put(value, "cut" + number);
      return "cut" + number;
    }
  }
}
