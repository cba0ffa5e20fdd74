package org.ashlar.itest.operators;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Formula;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.create.Fill;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Div;
import org.ashlar.operators.pointwise.Exp;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Sqrt;
import org.ashlar.operators.pointwise.Sub;

/// A function as equations, one a call; what is only another name for something gets none.
final class Equations {
  /// Operators that mathematics has signs for.
  private static final Set<Class<? extends Operator>> SIGNS =
      Set.of(Add.class, Sub.class, Mul.class, Div.class, Neg.class, Exp.class, Sqrt.class);

  private static final Pattern FUNCTION =
      Pattern.compile("function (\\w+)\\([^{]*\\{[^{}]*\\}", Pattern.DOTALL);

  private final Map<Value, String> names = new IdentityHashMap<>();
  private final List<String> lines = new ArrayList<>();
  private int made;

  private Equations() {}

  /// @param letters the names of inputs `a0`, `a1`, …; others keep theirs
  static List<String> of(Function function, IntFunction<String> letters) {
    var equations = new Equations();
    var names = equations.names;
    for (int i = 0; i < function.inputs().size(); i++) {
      var name = function.inputNames().get(i);
      names.put(function.inputs().get(i), name.matches("a\\d+") ? letters.apply(i) : name);
    }
    for (int i = function.outputs().size() - 1; i >= 0; i--) {
      var output = function.outputs().get(i);
      if (alias(output).isEmpty()) {
        names.putIfAbsent(output, function.outputNames().get(i));
      }
    }
    var done = new HashSet<Value>();
    for (var value : Walk.order(function.outputs())) {
      if (!(value.op() instanceof Input) && done.add(value.results().getFirst())) {
        equations.call(value.results().getFirst());
      }
    }
    for (int i = 0; i < function.outputs().size(); i++) {
      var name = equations.name(function.outputs().get(i));
      if (!function.outputNames().get(i).equals(name)) {
        equations.lines.add(function.outputNames().get(i) + " = " + name);
      }
    }
    return equations.lines;
  }

  private void call(Value value) {
    var alias = alias(value);
    if (alias.isPresent()) {
      names.put(value, name(alias.get()));
      return;
    }
    var number = number(value);
    if (number.isPresent()) {
      names.put(value, number.get());
      return;
    }
    for (var result : value.results()) {
      names.computeIfAbsent(result, v -> "t" + Formula.subscript(++made));
    }
    var arguments = value.args().stream().map(this::name).toList();
    if (value.op() instanceof Derived || SIGNS.contains(value.op().getClass())) {
      var types = value.args().stream().map(Value::type).toList();
      lines.addAll(Formula.of(value.op().meaning(types), name(value), arguments::get));
    } else {
      var results = value.results().stream().map(this::name).collect(Collectors.joining(", "));
      lines.add(results + " = " + operator(value.op()) + "(" + String.join(", ", arguments) + ")");
    }
  }

  /// The operator with its attributes; of functions that it carries only the names.
  static String operator(Operator op) {
    return FUNCTION.matcher(Text.of(op)).replaceAll("$1");
  }

  private String name(Value value) {
    return Objects.requireNonNull(names.get(value));
  }

  /// The argument that a value is, element by element.
  private static Optional<Value> alias(Value value) {
    if (value.op() instanceof Derived(_, var meaning, var type)
        && value.args().size() == 1
        && value.arg(0).type().equals(type)) {
      return switch (meaning) {
        case Meaning.Pointwise(Expr.Read(Operand _, _)) -> Optional.of(value.arg(0));
        case Meaning.Indexed(var result, var over, _, var body)
            when over.isEmpty()
                && body.getFirst() instanceof Expr.Read(Operand _, var at)
                && at.equals(result) ->
            Optional.of(value.arg(0));
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<String> number(Value value) {
    return value.op() instanceof Fill(_, double number, var shape) && shape.rank() == 0
        ? Optional.of(
            number == Math.rint(number)
                ? Long.toString((long) number)
                : Float.toString((float) number))
        : Optional.empty();
  }
}
