package org.ashlar.itest.operators;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Request;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Formula;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.testkit.Case;
import org.ashlar.testkit.OperatorLaws;

/// The section of one operator in `docs/operators.md`, shown on the first case of its laws.
final class OperatorPage {
  /// The most lines of a formula; more would not be read.
  private static final int LINES = 20;

  /// The most letters of a line.
  private static final int WIDTH = 160;

  private final Compiler compiler;
  private final Operator operator;
  private final Case shown;
  private final SourceDoc doc;

  OperatorPage(Compiler compiler, OperatorLaws laws, Path sources) {
    this.compiler = compiler;
    this.shown = laws.cases().stream().filter(Case::accepted).findFirst().orElseThrow();
    this.operator = shown.operator().orElse(laws.operator());
    this.doc =
        SourceDoc.of(
            sources.resolve(laws.operator().getClass().getName().replace('.', '/') + ".java"));
  }

  String text() {
    var function = function();
    var text = new StringBuilder("### " + operator.name() + "\n\n" + doc.text() + "\n\n");
    text.append(attributes());
    text.append(block(List.of(call(function))));
    text.append(block(meaning()));
    text.append(gradient());
    var refused = refusals(function);
    if (!refused.isEmpty()) {
      text.append(refused).append("\n");
    }
    return text.toString();
  }

  private Function function() {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    shown.types().forEach(type -> inputs.add(graph.input(letter(inputs.size()), type)));
    var results = graph.applyAll(operator, inputs);
    var names =
        IntStream.range(0, results.size()).mapToObj(i -> result(i, results.size())).toList();
    return new Function(operator.name(), inputs, results, names);
  }

  private String call(Function function) {
    var arguments =
        IntStream.range(0, shown.types().size())
            .mapToObj(i -> letter(i) + ": " + shown.types().get(i))
            .collect(Collectors.joining(", "));
    var types =
        function.outputs().stream().map(o -> o.type().toString()).collect(Collectors.joining(", "));
    var results = String.join(", ", function.outputNames());
    return results + " = " + Equations.operator(operator) + "(" + arguments + ") : " + types;
  }

  private String attributes() {
    var all = Attributes.defaults(operator).map(Attributes::of).orElse(Map.of());
    if (all.isEmpty()) {
      return "";
    }
    var text = new StringBuilder("| attribute | default | |\n| --- | --- | --- |\n");
    all.forEach((name, value) -> {
      var words = Objects.requireNonNullElse(doc.parameters().get(name), "");
      text.append("| `%s` | %s | %s |\n".formatted(name, value(value), words));
    });
    return text + "\n";
  }

  private static String value(Object value) {
    return switch (value) {
      case Function f -> "a small function";
      case List<?> list when list.isEmpty() -> "none";
      case Optional<?> none when none.isEmpty() -> "none";
      case String s when s.isEmpty() -> "none";
      case Enum<?> e -> "`" + e.toString().toLowerCase(java.util.Locale.ROOT) + "`";
      default -> "`" + value + "`";
    };
  }

  private List<String> meaning() {
    return switch (operator.meaning(shown.types())) {
      case Meaning.Composed(var body) -> Equations.of(body, OperatorPage::letter);
      case Meaning meaning -> Formula.of(meaning, "y", OperatorPage::letter);
    };
  }

  private String gradient() {
    var floats =
        shown.types().stream()
            .filter(t -> t instanceof TensorType f && f.dtype().isFloat())
            .count();
    if (floats == 0) {
      return "";
    }
    try {
      var made = compiler.compile(Request.of(products())).function();
      return "Gradient, where " + dy() + ":\n\n" + block(Equations.of(made, OperatorPage::letter));
    } catch (IllegalArgumentException e) {
      return "No gradient: " + e.getMessage() + "\n\n";
    }
  }

  private String dy() {
    return "`dy` is that of the result" + (function().outputs().size() > 1 ? "s" : "");
  }

  /// The gradients of the arguments, for given gradients of the results.
  private Function products() {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    shown.types().forEach(type -> inputs.add(graph.input(letter(inputs.size()), type)));
    int arguments = inputs.size();
    var results = graph.applyAll(operator, inputs);
    Optional<Value> sum = Optional.empty();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).type() instanceof TensorType t && t.dtype().isFloat()) {
        var dy = graph.input("d" + result(i, results.size()), t);
        inputs.add(dy);
        var part = Build.sum(Build.mul(results.get(i), dy));
        sum = Optional.of(sum.map(s -> Build.add(s, part)).orElse(part));
      }
    }
    var loss = sum.orElseThrow(() -> new IllegalArgumentException("its results are no floats"));
    var by =
        inputs.subList(0, arguments).stream()
            .filter(v -> v.tensor().dtype().isFloat())
            .map(v -> ((Input) v.op()).label())
            .toList();
    var derived =
        compiler.gradient(
            new Function(operator.name(), inputs, List.of(loss), List.of("loss")), "loss", by);
    return new Function(
        operator.name(),
        derived.inputs(),
        derived.outputs().subList(1, derived.outputs().size()),
        derived.outputNames().subList(1, derived.outputs().size()));
  }

  /// The devices that do not take it, with their reasons.
  private String refusals(Function function) {
    var refused = new HashMap<String, String>();
    for (var backend : Family.REGISTRY.find(Backend.class)) {
      for (var target : backend.service().targets()) {
        try {
          compiler.compile(
              new Request(function, Set.of(), Map.of(), Optional.of(target.name()), false));
        } catch (IllegalArgumentException | IllegalStateException e) {
          refused.put(target.name(), String.valueOf(e.getMessage()));
        }
      }
    }
    return refused.isEmpty()
        ? ""
        : "Runs on the host: no loops can say it, so "
            + refused.keySet().stream().sorted().collect(Collectors.joining(" and "))
            + " leave it to the JVM.\n";
  }

  private static String block(List<String> lines) {
    var all = lines.stream().flatMap(String::lines).toList();
    var told = all.size() <= LINES ? all : all.subList(0, LINES);
    return told.stream()
            .map(l -> "    " + (l.length() <= WIDTH ? l : l.substring(0, WIDTH) + " …") + "\n")
            .collect(Collectors.joining())
        + (all.size() <= LINES ? "" : "    … and " + (all.size() - LINES) + " more lines\n")
        + "\n";
  }

  private static String letter(int argument) {
    return argument < 26 ? String.valueOf((char) ('a' + argument)) : "a" + argument;
  }

  private static String result(int i, int count) {
    return count == 1 ? "y" : "y" + i;
  }
}
