package org.ashlar.models.conform;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.DType;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Model;
import org.ashlar.models.exec.DeviceRunner;

/// What a model's random numbers do to its outputs.
///
/// The specification says how they are distributed, not which come out. The program is run with
/// other seeds: an output that stays is compared as any other (a dropout that drops nothing); one
/// that changes is held to what came out elsewhere by its distribution. Told by what the program
/// contains alone.
final class Chance {
  /// Seeds that are tried.
  private static final int DRAWS = 32;

  private final Map<String, List<Datum>> draws;
  private final Set<String> varying;

  private Chance(Map<String, List<Datum>> draws, Set<String> varying) {
    this.draws = draws;
    this.varying = varying;
  }

  static Chance of(Bound bound, DeviceRunner runner, Map<String, Datum> given) {
    var seeded = seeded(bound.model().function());
    if (seeded.isEmpty()) {
      return new Chance(Map.of(), Set.of());
    }
    var other =
        new Bound(
            new Model(seeded.get(), bound.model().variables(), Map.of()),
            bound.arguments(),
            bound.outputs(),
            bound.settled(),
            bound.hostSteps(),
            Map.of());
    var draws = new HashMap<String, List<Datum>>();
    try (var prepared = runner.prepare(other)) {
      for (int draw = 0; draw < DRAWS; draw++) {
        var arguments = new ArrayList<>(other.arguments(given));
        arguments.add(TensorData.scalar(DType.I64, 1_000_003L * (draw + 1)));
        other
            .outputs(prepared.results(arguments))
            .forEach(
                (name, datum) -> draws.computeIfAbsent(name, n -> new ArrayList<>()).add(datum));
      }
    }
    var varying = new HashSet<String>();
    draws.forEach((name, all) -> {
      if (all.stream().distinct().count() > 1) {
        varying.add(name);
      }
    });
    return new Chance(draws, varying);
  }

  /// Whether an output depends on the seed.
  boolean varies(String output) {
    return varying.contains(output);
  }

  /// What is wrong with an output that depends on the seed; empty where nothing is.
  Optional<String> judge(String output, Datum expected, Datum given) {
    if (!expected.type().equals(given.type())) {
      return Optional.of(given.type() + ", not " + expected.type());
    }
    if (!(expected instanceof TensorData there)) {
      return Optional.empty();
    }
    var samples = new ArrayList<TensorData>();
    for (var draw : Objects.requireNonNull(draws.get(output))) {
      if (draw instanceof TensorData sample && sample.type().equals(there.type())) {
        samples.add(sample);
      }
    }
    return new Spread(samples).judge(there);
  }

  /// The function with one more input: the seed of all its random operators; empty where it has
  /// none.
  private static Optional<Function> seeded(Function function) {
    var order = DataSizes.order(function.outputs());
    if (order.stream().noneMatch(Chance::isRandom)) {
      return Optional.empty();
    }
    var graph = new Graph();
    var made = new IdentityHashMap<Value, Value>();
    var inputs = new ArrayList<Value>();
    for (var input : function.inputs()) {
      inputs.add(graph.apply(input.op()));
      made.put(input, inputs.getLast());
    }
    var taken = new HashSet<>(function.inputNames());
    var name = "seed";
    while (taken.contains(name)) {
      name += "_";
    }
    var seed = graph.input(name, TensorType.of(DType.I64));
    inputs.add(seed);
    for (var value : order) {
      if (value.op() instanceof Input || made.containsKey(value)) {
        continue;
      }
      var args = new ArrayList<Value>();
      value.args().forEach(arg -> args.add(Objects.requireNonNull(made.get(arg))));
      if (isRandom(value)) {
        args.set(args.size() - 1, seed);
      }
      var results = graph.applyAll(value.op(), args);
      for (int i = 0; i < results.size(); i++) {
        made.put(value.results().get(i), results.get(i));
      }
    }
    var outputs =
        function.outputs().stream().map(value -> Objects.requireNonNull(made.get(value))).toList();
    return Optional.of(new Function(function.name(), inputs, outputs, function.outputNames()));
  }

  /// A random operator has the attribute `stream`, and the seed, an `i64` scalar, is its last
  /// argument.
  private static boolean isRandom(Value value) {
    return !value.args().isEmpty()
        && value.args().getLast().type().equals(TensorType.of(DType.I64))
        && Attributes.of(value.op()).containsKey("stream");
  }
}
