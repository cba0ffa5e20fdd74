package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.testkit.RandomFunction.Program;

/// Makes a program that shows a defect smaller, as long as it still shows it.
///
/// Tried in turn until nothing helps: one output alone; a value on the way as the only output; a
/// value on the way as an input that has the number it had; plainer numbers for an input.
final class Shrink {
  private static final int MOST = 400;

  private final Evaluator evaluator;
  private final Function<Program, Optional<String>> defect;
  private int tried;

  /// @param defect what is wrong with a program; empty: nothing
  Shrink(Evaluator evaluator, Function<Program, Optional<String>> defect) {
    this.evaluator = evaluator;
    this.defect = defect;
  }

  /// The smallest program found.
  Program of(Program program) {
    var smallest = program;
    for (var next = smaller(smallest); next.isPresent(); next = smaller(smallest)) {
      smallest = next.get();
    }
    return smallest;
  }

  private Optional<Program> smaller(Program program) {
    return Stream.<java.util.function.Supplier<Stream<Program>>>of(
            () -> singles(program),
            () -> prefixes(program),
            () -> cuts(program),
            () -> plainer(program))
        .flatMap(java.util.function.Supplier::get)
        .filter(candidate -> tried++ < MOST && defect.apply(candidate).isPresent())
        .findFirst();
  }

  private static Stream<Program> singles(Program program) {
    var outputs = program.function().outputs();
    return outputs.size() == 1 ? Stream.of() : outputs.stream().map(o -> only(program, o));
  }

  private static Stream<Program> prefixes(Program program) {
    var outputs = program.function().outputs();
    return Walk.order(outputs).stream()
        .filter(v -> !(v.op() instanceof Input) && !outputs.contains(v))
        .map(v -> only(program, v));
  }

  private static Program only(Program program, Value output) {
    var function =
        org.ashlar.ir.Function.of("random", program.function().inputs(), List.of(output));
    return Program.of(function, numbers(program));
  }

  private static Map<Value, TensorData> numbers(Program program) {
    var numbers = new HashMap<Value, TensorData>();
    for (int i = 0; i < program.data().size(); i++) {
      numbers.put(program.function().inputs().get(i), program.data().get(i));
    }
    return numbers;
  }

  /// Each value on the way, the last first, replaced by an input with its number.
  private Stream<Program> cuts(Program program) {
    var function = program.function();
    return Walk.order(function.outputs()).reversed().stream()
        .filter(v -> !(v.op() instanceof Input) && !function.outputs().contains(v))
        .map(v -> cut(program, v));
  }

  private Program cut(Program program, Value at) {
    var prefix = only(program, at);
    var number = evaluator.evaluate(prefix.function(), prefix.data()).getFirst().data();
    var graph = new Graph();
    var replaced = new HashMap<Value, Value>();
    var numbers = new HashMap<Value, TensorData>();
    var inputs = new ArrayList<Value>();
    var known = numbers(program);
    for (var input : program.function().inputs()) {
      add(graph, inputs, input.type(), input, known.get(input), replaced, numbers);
    }
    add(graph, inputs, at.type(), at, number, replaced, numbers);
    var outputs = Inline.apply(program.function().outputs(), replaced, graph);
    return Program.of(org.ashlar.ir.Function.of("random", inputs, outputs), numbers);
  }

  private static void add(
      Graph graph,
      List<Value> inputs,
      Type type,
      Value old,
      @org.jspecify.annotations.Nullable TensorData number,
      Map<Value, Value> replaced,
      Map<Value, TensorData> numbers) {
    var input = graph.input("x" + inputs.size(), type);
    inputs.add(input);
    replaced.put(old, input);
    numbers.put(input, Objects.requireNonNull(number));
  }

  /// An input of ones, or of numbers with one digit.
  private static Stream<Program> plainer(Program program) {
    var candidates = new ArrayList<Program>();
    for (int i = 0; i < program.data().size(); i++) {
      var data = program.data().get(i);
      if (data.dtype().isFloat()) {
        for (var plain : List.of(mapped(data, x -> 1), mapped(data, x -> Math.rint(x * 2) / 2))) {
          if (!same(plain, data)) {
            var all = new ArrayList<>(program.data());
            all.set(i, plain);
            candidates.add(new Program(program.function(), all));
          }
        }
      }
    }
    return candidates.stream();
  }

  private static TensorData mapped(TensorData data, java.util.function.DoubleUnaryOperator f) {
    var made = TensorData.zeros(data.dtype(), data.sizes());
    for (long i = 0; i < data.elements(); i++) {
      made.set(i, Codec.encode(data.dtype(), f.applyAsDouble(data.get(i))));
    }
    return made;
  }

  /// Plain numbers stay: ones do not become halves again.
  private static boolean same(TensorData plain, TensorData data) {
    boolean ones = true;
    boolean equal = true;
    for (long i = 0; i < data.elements(); i++) {
      ones &= data.get(i) == 1;
      equal &= data.bits(i) == plain.bits(i);
    }
    return ones || equal;
  }
}
