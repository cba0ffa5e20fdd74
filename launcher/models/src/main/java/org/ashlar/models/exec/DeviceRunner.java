package org.ashlar.models.exec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Device;
import org.ashlar.backend.Profiler;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Request;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Model;
import org.ashlar.ir.stage.Precision;

/// Compiles functions for one device and runs them there. Opens the devices that it needs and
/// closes them at its end. For one thread.
public final class DeviceRunner implements Blueprint.Runner, AutoCloseable {
  private final Compiler compiler;
  private final String device;
  private final Duration limit;
  private final Precision precision;
  private final Map<String, Device> opened = new HashMap<>();
  private Where pieces;
  private boolean profiled;

  /// @param compiler of a registry that has the device
  /// @param device a target's name
  /// @param limit the longest that one run may take
  public DeviceRunner(Compiler compiler, String device, Duration limit) {
    this(compiler, device, limit, Precision.F32);
  }

  /// @param precision of models; pieces that run while they are bound are f32
  public DeviceRunner(Compiler compiler, String device, Duration limit, Precision precision) {
    this.compiler = compiler;
    this.device = device;
    this.limit = limit;
    this.precision = precision;
    this.pieces = new Where(device, List.of(), Map.of());
  }

  public String device() {
    return device;
  }

  /// Compiles a bound model and puts its weights on the device.
  ///
  /// @throws org.ashlar.compiler.Missing when something cannot run
  public Prepared prepare(Bound bound) {
    return new Prepared(bound, open(bound.model()), device, limit);
  }

  /// Compiles a program without opening anything.
  public Program compile(Model model) {
    var variables = new HashSet<>(model.function().inputNames());
    variables.retainAll(model.variables().keySet());
    return compiler.compile(
        new Request(model.function(), variables, Map.of(), Optional.of(device), true)
            .with(precision));
  }

  private Optional<Prepared.Opened> open(Model model) {
    if (model.function().outputs().isEmpty()) {
      return Optional.empty();
    }
    var program = compile(model);
    var weights = new LinkedHashMap<String, TensorData>();
    for (var name : program.request().variables()) {
      weights.put(name, Objects.requireNonNull(model.variables().get(name)));
    }
    return Optional.of(new Prepared.Opened(program, program.open(this::device, weights)));
  }

  /// Compiles a function, to be run again and again; every input is an argument.
  public Prepared prepare(Function function) {
    return prepare(
        new Bound(
            new Model(function, Map.of(), Map.of()), List.of(), Map.of(), Set.of(), 0, Map.of()));
  }

  /// Runs a piece of a model while it is bound; what it used counts with {@link #pieces()}.
  @Override
  public List<TensorData> run(Function function, List<TensorData> arguments) {
    var program = compile(new Model(function, Map.of(), Map.of()));
    var given = new LinkedHashMap<String, TensorData>();
    for (int i = 0; i < arguments.size(); i++) {
      given.put(function.inputNames().get(i), arguments.get(i));
    }
    try (var instance = program.open(this::device, Map.of())) {
      var answer = instance.run(given, limit);
      pieces = pieces.and(Where.of(device, instance.parts()));
      var results = new ArrayList<TensorData>();
      function.outputNames().forEach(name -> results.add(Objects.requireNonNull(answer.get(name))));
      return results;
    }
  }

  /// What pieces used that ran while models were bound, since it was asked last.
  public Where pieces() {
    var used = pieces;
    pieces = new Where(device, List.of(), Map.of());
    return used;
  }

  /// Keeps what every run from now on takes, on the devices that can tell.
  public void profile() {
    profiled = true;
    opened.values().forEach(d -> d.adapt(Profiler.class).ifPresent(Profiler::profile));
  }

  /// Writes what was kept.
  ///
  /// @return the files, those of each device with the one for people first
  /// @throws IllegalArgumentException when none of the devices used can tell
  public List<Path> report(Path folder, String title) {
    var profilers =
        opened.values().stream().flatMap(d -> d.adapt(Profiler.class).stream()).toList();
    if (profilers.isEmpty()) {
      throw new IllegalArgumentException(
          "profile: %s keeps none: simulated devices do (gpu:a100)".formatted(device));
    }
    return profilers.stream().flatMap(p -> p.report(folder, title).stream()).toList();
  }

  private Device device(Program.Part part) {
    return opened.computeIfAbsent(
        part.target().name(),
        name -> {
          var device = part.backend().service().open(part.target());
          if (profiled) {
            device.adapt(Profiler.class).ifPresent(Profiler::profile);
          }
          return device;
        });
  }

  @Override
  public void close() {
    opened.values().forEach(Device::close);
    opened.clear();
  }
}
