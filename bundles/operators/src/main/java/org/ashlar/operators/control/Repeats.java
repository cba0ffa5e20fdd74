package org.ashlar.operators.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// Says any {@link Meaning.Repeated} by the operators of this package: what derives or batches
/// loops makes new ones so.
public final class Repeats {
  private Repeats() {}

  /// The results of a repetition for these arguments.
  ///
  /// @throws IllegalArgumentException when the number of steps is known at launch only and no
  ///   operator can say it
  public static List<Value> apply(Graph graph, Meaning.Repeated meaning, List<Value> args) {
    if (meaning.times().filter(n -> Sizes.is(n, 0)).isPresent()) {
      return nothing(graph, meaning, args);
    }
    if (!meaning.conditional()) {
      return graph.applyAll(
          new Scan(
              meaning.body(),
              meaning.carried(),
              meaning.sequences(),
              meaning.sequences() > 0 ? 0 : steps(meaning),
              meaning.reverse()),
          args);
    }
    if (meaning.sequences() == 0 && !meaning.reverse()) {
      return graph.applyAll(
          new Loop(
              meaning.body(), meaning.carried(), meaning.times().isEmpty() ? 0 : steps(meaning)),
          args);
    }
    return gathering(graph, meaning, args);
  }

  private static long steps(Meaning.Repeated meaning) {
    return meaning
        .times()
        .flatMap(Sizes::known)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "repeated: "
                    + meaning.body().name()
                    + ": the number of steps must be known: "
                    + meaning.times().map(Object::toString).orElse("")));
  }

  /// No step: what is carried stays.
  private static List<Value> nothing(Graph graph, Meaning.Repeated meaning, List<Value> args) {
    var results = new ArrayList<>(args.subList(0, meaning.carried()));
    for (var output :
        meaning.body().outputs().subList(meaning.carried(), meaning.body().outputs().size())) {
      var sizes = new ArrayList<Expr>(List.of(Expr.of(0)));
      sizes.addAll(output.tensor().shape().sizes());
      results.add(Build.fill(graph, new TensorType(output.tensor().dtype(), new Shape(sizes)), 0));
    }
    return results;
  }

  /// A loop with a condition along sequences: these become constants whose elements the body
  /// gathers.
  private static List<Value> gathering(Graph graph, Meaning.Repeated meaning, List<Value> args) {
    long steps = steps(meaning);
    int carried = meaning.carried();
    int constants = carried + meaning.sequences();
    var inside = new Graph();
    var step = inside.input("t", TensorType.of(DType.I64));
    var inputs = new ArrayList<>(List.of(step));
    var given = new ArrayList<>(List.of(step));
    for (int i = 0; i < args.size(); i++) {
      var of = meaning.body().inputs().get(1 + i);
      boolean sequence = i >= carried && i < constants;
      var input = inside.input(label(of), sequence ? args.get(i).type() : of.type());
      inputs.add(input);
      var place = meaning.reverse() ? Build.sub(steps - 1, step) : step;
      given.add(sequence ? Build.gather(input, place, 0) : input);
    }
    var body =
        new Function(
            meaning.body().name(),
            inputs,
            Inline.apply(meaning.body(), given, inside),
            meaning.body().outputNames());
    var plain = new Meaning.Repeated(body, carried, 0, Optional.of(Expr.of(steps)), true, false);
    var results = new ArrayList<>(apply(graph, plain, args));
    if (meaning.reverse()) {
      for (int i = carried; i < results.size(); i++) {
        results.set(i, flipped(results.get(i)));
      }
    }
    return results;
  }

  private static Value flipped(Value value) {
    var shape = value.tensor().shape();
    var starts = new ArrayList<Long>();
    var steps = new ArrayList<Long>();
    for (int d = 0; d < shape.rank(); d++) {
      starts.add(d == 0 ? Sizes.known(shape.size(0)).orElseThrow() - 1 : 0L);
      steps.add(d == 0 ? -1L : 1L);
    }
    return Build.apply(new Slice(starts, shape, steps), value);
  }

  private static String label(Value input) {
    return input.op() instanceof Input i ? i.label() : "";
  }
}
