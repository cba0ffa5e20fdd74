package org.ashlar.commands.look;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;

/// An operator on small arguments that it accepts, to show what it means.
record Sample(Operator operator, List<Type> arguments, List<Type> results) {
  private static final List<List<Type>> TRIED =
      List.of(
          types("f32[2, 3]"),
          types("f32[2, 3]", "f32[2, 3]"),
          types("bool[]", "f32[]"),
          types("f32[]", "f32[5]"),
          types("f32[3, 2, 4]", "f32[1, 5, 4]", "f32[1, 5, 5]"),
          types("f32[3, 2, 4]", "f32[1, 15, 4]", "f32[1, 15, 5]"),
          types("f32[3, 2, 4]", "f32[1, 20, 4]", "f32[1, 20, 5]"),
          types("f32[2, 3]", "f32[3, 4]"),
          types("f32[2, 3]", "i64[2]"),
          types("bool[2, 3]"),
          types("bool[2, 3]", "bool[2, 3]"),
          types("bool[2, 3]", "f32[2, 3]", "f32[2, 3]"),
          types("f32[1, 2, 4, 4]"),
          types("f32[1, 2, 4, 4]", "f32[3, 2, 2, 2]"),
          types("i64[2]"),
          types("f32[2, 3]", "f32[3]", "f32[3]"),
          types("f32[1, 2, 4, 4]", "f32[2]", "f32[2]", "f32[2]", "f32[2]"),
          types("f32[4, 3]", "i64[2]", "f32[2, 3]"),
          types());

  /// The first of some small arguments that the operator takes.
  static Optional<Sample> of(Operator operator) {
    for (var arguments : TRIED) {
      try {
        var results = operator.infer(arguments);
        var sample = new Sample(operator, arguments, results);
        sample.meaning();
        return Optional.of(sample);
      } catch (RuntimeException e) {
        // it does not take these: the next ones
      }
    }
    return Optional.empty();
  }

  Meaning meaning() {
    return operator.meaning(arguments);
  }

  /// `(a0: f32[2, 3]) -> f32[2, 3]`
  String signature() {
    return IntStream.range(0, arguments.size())
            .mapToObj(i -> "a" + i + ": " + arguments.get(i))
            .collect(Collectors.joining(", ", "(", ")"))
        + " -> "
        + results.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /// The text of a function that is this one call.
  String function() {
    var graph = new Graph();
    var inputs =
        IntStream.range(0, arguments.size())
            .mapToObj(i -> graph.input("a" + i, arguments.get(i)))
            .toList();
    return Text.of(Function.of("expression", inputs, graph.applyAll(operator, inputs)));
  }

  private static List<Type> types(String... texts) {
    return Arrays.stream(texts).map(Parse::type).toList();
  }
}
