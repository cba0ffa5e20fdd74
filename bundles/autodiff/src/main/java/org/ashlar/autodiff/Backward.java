package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Checkpoints;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Fill;

/// The walk from outputs back to some values, which carries gradients from results to arguments.
///
/// Each call is met once, after all users of its results, so that their parts have been added up.
/// Only values on a way from an end to an output take part: floats that depend on an end. Composed
/// operators are walked through by a walk of their own, whose ends are the arguments.
final class Backward {
  private final Set<Value> ends = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Value> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Value, Value> gradients = new IdentityHashMap<>();

  private final Loops loops;

  /// @param ends the values whose gradients are wanted; the walk stops there
  Backward(List<Value> ends) {
    this(ends, List.of());
  }

  /// @param constants values that depend on no end: the walk stops there too
  Backward(List<Value> ends, Collection<Value> constants) {
    this(ends, constants, Loops.of(Checkpoints.ROOT));
  }

  /// @param loops how loops on the way are derived
  Backward(List<Value> ends, Collection<Value> constants, Loops loops) {
    this.loops = loops;
    this.ends.addAll(ends);
    leaves.addAll(ends);
    leaves.addAll(constants);
  }

  /// The gradient of an end; empty where nothing reached it.
  Optional<Value> gradient(Value end) {
    return Optional.ofNullable(gradients.get(end));
  }

  /// Carries the gradients of outputs back.
  void run(List<Value> outputs, List<Value> seeds) {
    for (int i = 0; i < outputs.size(); i++) {
      add(outputs.get(i), seeds.get(i));
    }
    var order = Walk.order(outputs, leaves);
    var active = active(order);
    // a call of several results is done at the first of them in order: all users stand behind it
    Set<Value> done = Collections.newSetFromMap(new IdentityHashMap<>());
    var calls = new ArrayList<List<Value>>();
    for (var value : order) {
      if (active.contains(value) && !ends.contains(value) && !done.contains(value)) {
        var results = value.results();
        done.addAll(results);
        calls.add(results);
      }
    }
    for (var results : calls.reversed()) {
      if (results.stream().anyMatch(gradients::containsKey)) {
        carry(results, active);
      }
    }
  }

  /// From the results of one call to its arguments: by the operator's own gradient, else by its
  /// meaning.
  private void carry(List<Value> results, Set<Value> active) {
    var call = results.getFirst();
    var dys =
        results.stream()
            .map(r -> gradients.containsKey(r) ? gradients.get(r) : Build.zeros(r))
            .toList();
    var given = own(call, dys);
    if (given.isPresent()) {
      var parts = given.get();
      for (int i = 0; i < parts.size(); i++) {
        if (active.contains(call.arg(i))) {
          add(call.arg(i), parts.get(i));
        }
      }
      return;
    }
    try {
      derive(results, dys, active);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(call.op().name() + ": gradient: " + e.getMessage(), e);
    }
  }

  /// By the meaning. What goes wrong is told in the name of the operator.
  private void derive(List<Value> results, List<Value> dys, Set<Value> active) {
    var call = results.getFirst();
    var meaning = call.op().meaning(call.args().stream().map(Value::type).toList());
    if (meaning instanceof Meaning.Composed(var body)) {
      through(Inline.apply(body, call.args()), call, dys, active);
      return;
    }
    var context = new Call(call, dys.getFirst());
    if (meaning instanceof Meaning.Indexed m && !IndexedGradient.takes(m.by())) {
      var fold = FoldGradient.of(context, m);
      through(fold.elements(), call, fold.gradients(), active);
      return;
    }
    if (meaning instanceof Meaning.Scanned m && !ScannedGradient.takes(m.by())) {
      var fold = FoldGradient.of(context, m);
      through(fold.elements(), call, fold.gradients(), active);
      return;
    }
    IntFunction<Optional<Value>> gradient =
        switch (meaning) {
          case Meaning.Pointwise pointwise -> new PointwiseGradient(context, pointwise)::of;
          case Meaning.Indexed indexed -> new IndexedGradient(context, indexed)::of;
          case Meaning.Scanned scanned -> new ScannedGradient(context, scanned)::of;
          case Meaning.Scattered scattered -> new ScatteredGradient(context, scattered)::of;
          case Meaning.Opaque _ ->
              throw new IllegalArgumentException("only a host function knows what it means");
          case Meaning.Chosen chosen ->
              new ChosenDerivative(call, chosen, loops.inside()).gradient(dys, active::contains)
                  ::get;
          case Meaning.Repeated repeated ->
              new RepeatedGradient(call, repeated, loops).of(dys, active::contains)::get;
          case Meaning.Composed _ -> throw new IllegalStateException("handled above");
        };
    // a value that is given twice gets the parts of both operands
    for (int i = 0; i < call.args().size(); i++) {
      var arg = call.arg(i);
      if (active.contains(arg)) {
        gradient.apply(i).ifPresent(part -> add(arg, part));
      }
    }
  }

  /// Through a graph between the arguments of a call and some values that the call is made of.
  private void through(List<Value> outputs, Value call, List<Value> dys, Set<Value> active) {
    var inside =
        new Backward(
            call.args().stream().filter(active::contains).distinct().toList(), call.args(), loops);
    inside.run(outputs, dys);
    call.args().stream()
        .distinct()
        .forEach(arg -> inside.gradient(arg).ifPresent(part -> add(arg, part)));
  }

  /// The operator's own gradients, one an argument; empty where they are to be derived.
  ///
  /// @throws IllegalArgumentException when they do not fit the arguments
  static Optional<List<Value>> own(Value call, List<Value> dys) {
    var given = call.op().gradient(call, dys);
    given.ifPresent(parts -> {
      if (parts.size() != call.args().size()) {
        throw wrong(
            call, "gives " + parts.size() + " gradients for " + call.args().size() + " arguments");
      }
      for (int i = 0; i < parts.size(); i++) {
        var arg = call.arg(i);
        var part = parts.get(i);
        if (Copied.isFloat(arg) && !part.type().equals(arg.type())) {
          throw wrong(
              call, "argument " + i + " is " + arg.type() + ", its gradient " + part.type());
        }
      }
    });
    return given;
  }

  /// Adds a part; constant zeros, which stopped gradients give, are nothing.
  private void add(Value value, Value part) {
    if (!(part.op() instanceof Fill(_, double number, _) && number == 0)) {
      gradients.merge(value, part, Build::add);
    }
  }

  private static IllegalArgumentException wrong(Value call, String what) {
    return new IllegalArgumentException(call.op().name() + ": gradient: " + what);
  }

  /// The floats among the values behind outputs that depend on an end.
  static Set<Value> reached(List<Value> outputs, List<Value> ends) {
    return new Backward(ends).active(Walk.order(outputs));
  }

  /// The values that a gradient can pass on its way to an end: floats that depend on one.
  private Set<Value> active(List<Value> order) {
    Set<Value> active = Collections.newSetFromMap(new IdentityHashMap<>());
    for (var value : order) {
      boolean depends =
          ends.contains(value)
              || !leaves.contains(value) && value.args().stream().anyMatch(active::contains);
      if (depends && value.type() instanceof TensorType t && t.dtype().isFloat()) {
        active.add(value);
      }
    }
    return active;
  }
}
