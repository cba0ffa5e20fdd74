package org.ashlar.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sizes that are numbers only once an operator has run: how many elements are not zero, how many
/// boxes are kept.
///
/// An operator brings one in by inferring a result with a {@link Expr.Size} that stands neither in
/// its arguments' types nor in its attributes; the size's name is one of them, as a string.
public final class DataSizes {
  private DataSizes() {}

  /// The sizes that a call brings in, by name.
  public static Map<String, Expr.Size> fresh(Value call) {
    var results = new LinkedHashSet<Expr.Size>();
    call.results().forEach(r -> type(r.type(), results));
    if (results.isEmpty() || call.op() instanceof Input || call.op() instanceof Unknown) {
      return Map.of();
    }
    var known = new LinkedHashSet<Expr.Size>();
    call.args().forEach(a -> type(a.type(), known));
    Attributes.of(call.op()).values().forEach(a -> attribute(a, known));
    var names = known.stream().map(Expr.Size::name).toList();
    var fresh = new LinkedHashMap<String, Expr.Size>();
    results.stream()
        .filter(s -> !names.contains(s.name()))
        .forEach(s -> fresh.putIfAbsent(s.name(), s));
    return fresh;
  }

  /// The calls that bring sizes in, each by its first result, under the sizes' names.
  public static Map<String, Value> of(List<Value> roots) {
    var calls = new LinkedHashMap<String, Value>();
    for (var value : Walk.order(roots)) {
      fresh(value).keySet().forEach(name -> calls.putIfAbsent(name, value.results().getFirst()));
    }
    return calls;
  }

  /// The values as {@link Walk#order} gives them, and the call that brings a size in before the
  /// calls that have it among their attributes.
  ///
  /// @throws IllegalArgumentException when a size is needed to compute itself
  public static List<Value> order(List<Value> roots) {
    var all = Walk.order(roots);
    var calls = of(roots);
    if (calls.isEmpty()) {
      return all;
    }
    var ordered = new ArrayList<Value>(all.size());
    Set<Value> done = Collections.newSetFromMap(new IdentityHashMap<>());
    var waiting = all;
    while (!waiting.isEmpty()) {
      var still = new ArrayList<Value>();
      for (var value : waiting) {
        boolean ready =
            done.containsAll(value.args())
                && used(value).stream()
                    .allMatch(
                        n -> Optional.ofNullable(calls.get(n)).map(done::contains).orElse(true));
        if (ready) {
          ordered.add(value);
          done.add(value);
        } else {
          still.add(value);
        }
      }
      if (still.size() == waiting.size()) {
        throw new IllegalArgumentException(
            "sizes " + calls.keySet() + ": one is needed to compute itself");
      }
      waiting = still;
    }
    return ordered;
  }

  /// Whether a tensor is what a type promises, where sizes that have no number yet take the
  /// tensor's, which is added to the numbers.
  ///
  /// @param numbers known sizes by name; a number that is not within a size's bounds does not fit
  public static boolean read(TensorType type, TensorData data, Map<String, Long> numbers) {
    long[] sizes = data.sizes();
    if (sizes.length != type.rank()) {
      return false;
    }
    for (int d = 0; d < sizes.length; d++) {
      if (type.size(d) instanceof Expr.Size(var name, long min, long max)) {
        if (sizes[d] < min || sizes[d] > max) {
          return false;
        }
        numbers.putIfAbsent(name, sizes[d]);
      }
    }
    var needed = new LinkedHashSet<Expr.Size>();
    type(type, needed);
    return needed.stream().allMatch(size -> numbers.containsKey(size.name()))
        && Specialise.type(type, numbers).equals(data.type());
  }

  /// The names of the sizes among a call's attributes.
  public static Set<String> used(Value call) {
    if (call.op() instanceof Input) {
      return Set.of();
    }
    var sizes = new LinkedHashSet<Expr.Size>();
    Attributes.of(call.op()).values().forEach(a -> attribute(a, sizes));
    var names = new LinkedHashSet<String>();
    sizes.forEach(s -> names.add(s.name()));
    return names;
  }

  /// Collects the sizes in a type.
  static void type(Type type, Set<Expr.Size> into) {
    switch (type) {
      case TensorType(_, var shape) -> shape.sizes().forEach(size -> expr(size, into));
      case Type.SequenceType(var of) -> type(of, into);
      case Type.OptionalType(var of) -> type(of, into);
      case Type.MapType(_, var value) -> type(value, into);
    }
  }

  private static void expr(Expr e, Set<Expr.Size> into) {
    Rewrite.visit(
        e,
        node -> {
          if (node instanceof Expr.Size size) {
            into.add(size);
          }
        });
  }

  private static void attribute(Object value, Set<Expr.Size> into) {
    switch (value) {
      case Type t -> type(t, into);
      case Shape s -> s.sizes().forEach(size -> expr(size, into));
      case Expr e -> expr(e, into);
      case Axis a -> expr(a.extent(), into);
      case Function f -> function(f, into);
      case List<?> items -> items.forEach(item -> attribute(item, into));
      case Optional<?> o -> o.ifPresent(item -> attribute(item, into));
      default -> {
        // a number, a name, a reducer: no size in it
      }
    }
  }

  /// The sizes that a function takes from around it, by its inputs or in its calls.
  private static void function(Function function, Set<Expr.Size> into) {
    var own = of(function.outputs()).keySet();
    function.inputs().forEach(input -> type(input.type(), into));
    var inside = new LinkedHashSet<Expr.Size>();
    for (var value : Walk.order(function.outputs())) {
      if (!(value.op() instanceof Input)) {
        Attributes.of(value.op()).values().forEach(a -> attribute(a, inside));
      }
    }
    inside.stream().filter(s -> !own.contains(s.name())).forEach(into::add);
  }
}
