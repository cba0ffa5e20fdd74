package org.ashlar.ir.text;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Writes functions, one call a line, each value under a name: an input's or output's own, else
/// `v0`, `v1`, ….
public final class FunctionText {
  private final Printer out;
  private final Function function;
  private final Map<Value, String> names = new IdentityHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private int fresh;

  private FunctionText(Printer out, Function function) {
    this.out = out;
    this.function = function;
  }

  public static void print(Printer out, Function function, int indent) {
    new FunctionText(out, function).print(indent);
  }

  private void print(int indent) {
    out.words("function ").name(function.name()).words("(");
    out.list(
        indices(function.inputs().size()),
        i -> {
          var label = function.inputNames().get(i);
          taken.add(label);
          names.put(function.inputs().get(i), label);
          out.name(label).words(": ").type(function.inputs().get(i).type());
        });
    for (int i : indices(function.outputs().size())) {
      var name = function.outputNames().get(i);
      if (!names.containsKey(function.outputs().get(i)) && taken.add(name)) {
        names.put(function.outputs().get(i), name);
      }
    }
    var order = Walk.order(function.outputs());
    for (var value : order) {
      value.results().forEach(result -> names.computeIfAbsent(result, r -> fresh()));
    }
    out.words(") -> (").list(indices(function.outputs().size()), this::output).words(") {");
    Set<Value> written = new HashSet<>(function.inputs());
    for (var value : order) {
      if (written.add(value.results().getFirst())) {
        call(value, indent + 2);
      }
    }
    out.line(indent).words("}");
  }

  /// `y`, or `y = v1` where the value has another name.
  private void output(int i) {
    var name = function.outputNames().get(i);
    var value = named(function.outputs().get(i));
    out.name(name);
    if (!name.equals(value)) {
      out.words(" = ").name(value);
    }
  }

  private void call(Value value, int indent) {
    out.line(indent).list(value.results(), result -> out.name(named(result))).words(" = ");
    AttributeText.print(out, value.op(), indent);
    out.words("(").list(value.args(), arg -> out.name(named(arg))).words(") : ");
    out.list(value.results(), result -> out.type(result.type()));
  }

  private String named(Value value) {
    return Objects.requireNonNull(names.get(value));
  }

  private static List<Integer> indices(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  private String fresh() {
    String name;
    do {
      name = "v" + fresh++;
    } while (!taken.add(name));
    return name;
  }
}
