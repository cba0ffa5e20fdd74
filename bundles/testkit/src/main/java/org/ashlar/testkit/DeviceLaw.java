package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Evaluator.Result;
import org.ashlar.ir.stage.Lowering;

/// A device computes what the reference does, within the tolerance: as lowered, and after all
/// stages.
record DeviceLaw(Registry registry, Samples samples) {
  /// One law a device present.
  static List<Law> all(
      Registry registry, List<Applied> cases, Supplier<Samples> samples, String told) {
    var laws = new ArrayList<Law>();
    for (var backend : registry.find(Backend.class)) {
      for (var target : backend.service().targets()) {
        laws.add(
            new Law(
                "numbers on " + target.name() + told,
                () -> new DeviceLaw(registry, samples.get()).check(cases, backend, target)));
      }
    }
    if (laws.isEmpty()) {
      laws.add(
          new Law(
              "numbers on a device",
              () -> {
                throw Laws.broken("no service Backend is present: this law tried nothing");
              }));
    }
    return laws;
  }

  private long check(List<Applied> cases, Provider<Backend> backend, Target target) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    long checked = 0;
    try (var compiler = new Compiler(registry, Settings.standard())) {
      for (var applied : cases) {
        var function = applied.function();
        var data = samples.of(applied.given());
        var expected = evaluator.evaluate(function, data);
        checked += asLowered(applied.what(), backend.service(), target, function, data, expected);
        checked += afterAllStages(applied.what(), compiler, target, function, data, expected);
      }
      // one gradient an operator: compiling them all would take longer than everything else
      var derived = cases.stream().filter(GradientLaw::concerns).findFirst();
      if (derived.isPresent()) {
        checked += gradient(derived.get(), compiler, target);
      }
    }
    return checked;
  }

  /// The gradient as a program of its own.
  private long gradient(Applied applied, Compiler compiler, Target target) {
    var weighed = WeighedSum.of(applied, samples, false);
    var derived = Blocks.autodiff(registry).gradient(weighed.function(), "sum", weighed.names());
    var evaluator = Blocks.best(registry, Evaluator.class);
    var expected = evaluator.evaluate(derived, weighed.data());
    return afterAllStages(
        "gradient of " + applied.what(), compiler, target, derived, weighed.data(), expected);
  }

  /// The plan as lowering gives it: no rules, no schedules, so a difference is the backend's or the
  /// lowering's.
  private long asLowered(
      String what,
      Backend backend,
      Target target,
      Function function,
      List<TensorData> data,
      List<Result> expected) {
    if (Applied.isOpaque(function)) {
      return 0;
    }
    var plan = Blocks.best(registry, Lowering.class).lower(function, target);
    if (!takes(backend, target, plan)) {
      return 0;
    }
    return run(what + ", as lowered", backend, target, plan, data, expected);
  }

  /// What a plan computes is what the reference computes.
  static long run(
      String what,
      Backend backend,
      Target target,
      Plan plan,
      List<TensorData> data,
      List<Result> expected) {
    var arguments = new ArrayList<>(data);
    arguments.addAll(Devices.outputs(plan));
    var after = Devices.run(backend, target, plan, List.of(), arguments);
    long checked = 0;
    for (int i = 0; i < expected.size(); i++) {
      checked += Closeness.require(what, expected.get(i), after.get(data.size() + i));
    }
    return checked;
  }

  /// The backend that takes everything: the interpreter.
  static Backend reference(Registry registry) {
    return registry.find(Backend.class).stream()
        .map(Provider::service)
        .filter(b -> b.targets().stream().anyMatch(t -> t.name().equals("reference")))
        .findFirst()
        .orElseThrow(() -> Laws.broken("no backend reference is present: this law tried nothing"));
  }

  /// Whether the device takes every kernel of a plan; what it refuses is tried after all stages,
  /// where others help out.
  private static boolean takes(Backend backend, Target target, Plan plan) {
    return takes(backend, target, plan.actions());
  }

  private static boolean takes(Backend backend, Target target, List<Plan.Action> actions) {
    return actions.stream()
        .allMatch(a ->
            switch (a) {
              case Plan.Action.Launch l -> backend.supports(l.kernel(), target).yes();
              case Plan.Action.Copy c -> true;
              case Plan.Action.Repeat r -> takes(backend, target, r.body());
              case Plan.Action.Branch b ->
                  takes(backend, target, b.then()) && takes(backend, target, b.otherwise());
            });
  }

  /// The program as the driver makes it, with rules, fusion and schedules.
  static long afterAllStages(
      String what,
      Compiler compiler,
      Target target,
      Function function,
      List<TensorData> data,
      List<Result> expected) {
    var request = new Request(function, Set.of(), Map.of(), Optional.of(target.name()), true);
    var inputs = new HashMap<String, TensorData>();
    for (int i = 0; i < data.size(); i++) {
      inputs.put(function.inputNames().get(i), data.get(i));
    }
    // what this device refuses runs elsewhere, and must be right all the same
    var program = compiler.compile(request);
    long checked = 0;
    try (var opened = new Opened();
        var instance = program.open(opened::device, Map.of())) {
      var outputs = instance.run(inputs, Devices.LIMIT);
      for (int i = 0; i < expected.size(); i++) {
        var output = outputs.get(function.outputNames().get(i));
        if (output == null) {
          throw new AssertionError(
              what
                  + ", after all stages: no output "
                  + function.outputNames().get(i)
                  + ": only "
                  + outputs.keySet());
        }
        checked += Closeness.require(what + ", after all stages", expected.get(i), output);
      }
    }
    return checked;
  }

  /// Devices opened for one program.
  private static final class Opened implements AutoCloseable {
    private final Map<String, Device> devices = new HashMap<>();

    Device device(Program.Part part) {
      return devices.computeIfAbsent(
          part.target().name(), n -> part.backend().service().open(part.target()));
    }

    @Override
    public void close() {
      devices.values().forEach(Device::close);
    }
  }
}
