package org.ashlar.compiler;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// What a function computes out of variables that runs do not change: computed once when a program
/// is opened, and again when a variable is assigned.
///
/// A value settles where it depends on such variables and constants only and something else reads
/// it. It does not settle where nothing is computed (a variable in another shape or order, a number
/// everywhere, two or three numbers), where it is much larger than what it is made of, or where its
/// readers look at few of its elements: then the values before it are asked.
///
/// @param values those that settle, in an order in which they can be computed
/// @param standing all that runs do not change: these, and the variables
record Settle(Set<Value> values, Set<Value> standing) {
  /// A settled value may take this many times the bytes of its variables …
  private static final long GROWTH = 4;

  /// … and so many more.
  private static final long SPARE = 64 * 1024;

  /// Numbers in the text of a program are a table in memory from so many nodes on; fewer are part
  /// of the code.
  private static final int TABLE = 20;

  /// Nothing settles; the variables stand all the same.
  static Settle nothing(Function function, Set<String> variables) {
    return new Settle(Set.of(), inputs(function, variables));
  }

  /// @param variables those that no run changes
  /// @param onHost whether a call is made by the host
  static Settle of(Function function, Set<String> variables, Predicate<Value> onHost) {
    var inputs = inputs(function, variables);
    var found = new Finding(function, inputs, onHost).find();
    var standing = new LinkedHashSet<>(inputs);
    standing.addAll(found);
    return new Settle(found, standing);
  }

  private static Set<Value> inputs(Function function, Set<String> variables) {
    var inputs = new LinkedHashSet<Value>();
    for (var input : function.inputs()) {
      if (input.op() instanceof Input(var label, _) && variables.contains(label)) {
        inputs.add(input);
      }
    }
    return Collections.unmodifiableSet(inputs);
  }

  /// One line a value: `settled0 = mul: f32[64, 3, 7, 7] from w, scale`.
  String text() {
    var text = new StringBuilder();
    long bytes = 0;
    for (var value : values) {
      var sources = sources(value).stream().map(v -> ((Input) v.op()).label()).toList();
      text.append(
          "%s: %s from %s%n"
              .formatted(
                  value.op().name(),
                  value.type(),
                  sources.isEmpty() ? "nothing" : String.join(", ", sources)));
      bytes += Sizes.bytes(value.tensor());
    }
    return text.append("%d values, %d bytes%n".formatted(values.size(), bytes)).toString();
  }

  /// The variables that a value is made of.
  private static List<Value> sources(Value value) {
    return Walk.order(List.of(value)).stream().filter(v -> v.op() instanceof Input).toList();
  }

  private static final class Finding {
    private final Function function;
    private final List<Value> order;
    private final Set<Value> steady;
    private final Map<Value, Set<Value>> readers = new HashMap<>();
    private long budget;

    Finding(Function function, Set<Value> variables, Predicate<Value> onHost) {
      this.function = function;
      this.order = Walk.order(function.outputs());
      this.steady = new HashSet<>(variables);
      for (var value : order) {
        if (!(value.op() instanceof Input)
            && value.type() instanceof TensorType
            && steady.containsAll(value.args())
            && !onHost.test(value)) {
          steady.add(value);
        }
      }
      long all = variables.stream().mapToLong(v -> Sizes.bytes(v.tensor())).sum();
      this.budget = room(all);
    }

    private static long room(long sources) {
      return Math.addExact(Math.multiplyExact(GROWTH, sources), SPARE);
    }

    /// From the outputs back: when a value's turn comes, all that reads it in the runs is known.
    Set<Value> find() {
      var chosen = new HashSet<Value>();
      for (var value : order.reversed()) {
        boolean asked = readers.containsKey(value) || function.outputs().contains(value);
        if (steady.contains(value) && (!asked || isWorth(value))) {
          if (asked) {
            chosen.add(value);
            budget -= Sizes.bytes(value.tensor());
          }
          continue;
        }
        for (var arg : value.args()) {
          if (steady.contains(arg)) {
            readers.computeIfAbsent(arg, a -> new LinkedHashSet<>()).add(value);
          }
        }
      }
      var settled = new LinkedHashSet<Value>();
      order.stream().filter(chosen::contains).forEach(settled::add);
      return Collections.unmodifiableSet(settled);
    }

    private boolean isWorth(Value value) {
      if (value.op() instanceof Input || isMoved(value) || isWidened(value)) {
        return false;
      }
      long bytes = Sizes.bytes(value.tensor());
      if (bytes <= SPARE && bytes <= budget) {
        return true;
      }
      long sources = sources(value).stream().mapToLong(v -> Sizes.bytes(v.tensor())).sum();
      return bytes <= room(sources) && bytes <= budget && !isGlancedAt(value);
    }

    /// Whether a value is another one's floats of 16 bits in more bits: they are read as they are,
    /// to save memory.
    private boolean isWidened(Value value) {
      return Unfold.meaning(value) instanceof Meaning.Pointwise(var body)
          && body instanceof Expr.Cast(var to, _, Expr.Read(var of, _))
          && to == DType.F32
          && of.dtype().isFloat()
          && of.dtype().bits() == 16;
    }

    /// Whether a value is a variable, or nothing at all, in another shape or order.
    private boolean isMoved(Value value) {
      return switch (Unfold.meaning(value)) {
        case Meaning.Indexed(_, var over, _, var body) ->
            over.isEmpty() && isMoved(value, body.getFirst());
        case Meaning.Pointwise(var body) -> isMoved(value, body);
        case Meaning.Scanned _,
            Meaning.Scattered _,
            Meaning.Composed _,
            Meaning.Chosen _,
            Meaning.Repeated _,
            Meaning.Opaque _ ->
            false;
      };
    }

    /// Whether an element is one of another value's, at a place that no element tells; of what
    /// takes no arguments, whether it is less than a table.
    private static boolean isMoved(Value value, Expr body) {
      int[] nodes = {0, 0};
      Rewrite.visit(
          body,
          e -> {
            nodes[0]++;
            nodes[1] += e instanceof Expr.Read ? 1 : 0;
          });
      return value.args().isEmpty() ? nodes[0] < TABLE : body instanceof Expr.Read && nodes[1] == 1;
    }

    /// Whether its elements are made one by one, and its readers look at less than half of them.
    private boolean isGlancedAt(Value value) {
      long elements = value.tensor().shape().elements();
      double looked = 0;
      for (var reader : readers.getOrDefault(value, Set.of())) {
        looked += looks(reader);
      }
      return !function.outputs().contains(value)
          && looked < elements / 2
          && Walk.order(List.of(value)).stream().allMatch(Finding::isElementwise);
    }

    private static boolean isElementwise(Value value) {
      return value.op() instanceof Input
          || switch (Unfold.meaning(value)) {
            case Meaning.Pointwise _ -> true;
            case Meaning.Indexed indexed -> indexed.over().isEmpty();
            case Meaning.Scanned _,
                Meaning.Scattered _,
                Meaning.Composed _,
                Meaning.Chosen _,
                Meaning.Repeated _,
                Meaning.Opaque _ ->
                false;
          };
    }

    /// How often a reader looks at an argument, at most.
    private static double looks(Value reader) {
      double elements = reader.tensor().shape().elements();
      return switch (Unfold.meaning(reader)) {
        case Meaning.Pointwise _ -> elements;
        case Meaning.Indexed indexed -> {
          for (var axis : indexed.over()) {
            elements *= axis.extent() instanceof Expr.Const c ? c.bits() : Double.MAX_VALUE;
          }
          yield elements;
        }
        case Meaning.Scanned _,
            Meaning.Scattered _,
            Meaning.Composed _,
            Meaning.Chosen _,
            Meaning.Repeated _,
            Meaning.Opaque _ ->
            Double.MAX_VALUE;
      };
    }
  }
}
