package org.ashlar.compiler;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ashlar.backend.Device;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.TensorData;

/// An opened program with calls of the host in it: its parts run one after the other, tensors
/// between them lie on the host.
///
/// The host has a copy of every variable. Those that runs change live there alone: they go into the
/// parts that take them, and what comes out replaces them at the end of a run, all or none.
final class SeamedInstance implements Instance {
  private final Seamed program;
  private final Arguments arguments;
  private final Optional<Instance> before;
  private final List<HostStep.Open> steps;
  private final Rests rests;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile Map<String, TensorData> variables;

  private SeamedInstance(
      Seamed program,
      Arguments arguments,
      Map<String, TensorData> variables,
      Optional<Instance> before,
      List<HostStep.Open> steps,
      java.util.function.Function<Program.Part, Device> devices) {
    this.program = program;
    this.arguments = arguments;
    this.variables = variables;
    this.before = before;
    this.steps = steps;
    this.rests = new Rests(program, devices, () -> this.variables);
  }

  static SeamedInstance open(
      Seamed program,
      java.util.function.Function<Program.Part, Device> devices,
      Map<String, TensorData> data) {
    var arguments = Arguments.of(program.function(), program.request().variables());
    arguments.variables(data);
    var variables = new LinkedHashMap<String, TensorData>();
    data.forEach((name, numbers) -> variables.put(name, copy(numbers)));
    Optional<Instance> before = Optional.empty();
    var steps = new ArrayList<HostStep.Open>();
    try {
      before = program.before().map(p -> p.open(devices, picked(variables, p)));
      for (var step : program.steps()) {
        steps.add(step.open(devices));
      }
      return new SeamedInstance(
          program, arguments, Map.copyOf(variables), before, List.copyOf(steps), devices);
    } catch (Throwable e) {
      before.ifPresent(Instance::close);
      steps.forEach(HostStep.Open::close);
      throw e;
    }
  }

  @Override
  public Map<String, TensorData> run(Map<String, TensorData> inputs, Duration limit) {
    arguments.inputs(inputs);
    long end = System.nanoTime() + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
    var mine = program.changed().isEmpty() ? lock.readLock() : lock.writeLock();
    await(mine, end);
    try {
      var tensors = new HashMap<>(variables);
      tensors.putAll(inputs);
      before.ifPresent(first -> tensors.putAll(run(program.before().get(), first, tensors, end)));
      var numbers = new TreeMap<String, Long>();
      for (int i = 0; i < steps.size(); i++) {
        step(i, tensors, numbers, end);
      }
      var given = new HashMap<String, TensorData>();
      if (program.seam().after().isPresent()) {
        try (var rest = rests.of(Map.copyOf(numbers))) {
          given.putAll(run(rest.made, rest.instance, tensors, end));
        }
      }
      program.seam().known().forEach((output, name) -> given.put(output, owned(name, tensors)));
      return commit(given);
    } finally {
      mine.unlock();
    }
  }

  private static Map<String, TensorData> run(
      Program part, Instance instance, Map<String, TensorData> tensors, long end) {
    var function = part.request().function();
    var inputs = new HashMap<String, TensorData>();
    for (var name : function.inputNames()) {
      if (!part.request().variables().contains(name)) {
        inputs.put(name, Objects.requireNonNull(tensors.get(name)));
      }
    }
    return instance.run(inputs, Body.left(function.name(), end));
  }

  /// Makes a call and reads the sizes that it brings in.
  private void step(int i, Map<String, TensorData> tensors, Map<String, Long> numbers, long end) {
    var call = program.seam().calls().get(i);
    var name = call.value().op().name();
    var args = new ArrayList<TensorData>();
    call.args().forEach(arg -> args.add(Objects.requireNonNull(tensors.get(arg))));
    List<TensorData> results;
    try {
      results = steps.get(i).run(args, end);
    } catch (LaunchException | Missing | Defect e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw LaunchException.fault(name + ": its host function threw " + e);
    }
    var types = call.value().results();
    if (results.size() != types.size()) {
      throw LaunchException.fault(
          name + ": gave " + results.size() + " results where its shape rule says " + types.size());
    }
    for (int r = 0; r < results.size(); r++) {
      if (!DataSizes.read(types.get(r).tensor(), results.get(r), numbers)) {
        throw LaunchException.fault(
            name
                + ": gave "
                + results.get(r)
                + " where its shape rule says "
                + types.get(r).type());
      }
      tensors.put(call.results().get(r), results.get(r));
    }
  }

  /// Variables change now that every number is there.
  private Map<String, TensorData> commit(Map<String, TensorData> given) {
    var updates = program.request().updates();
    if (!updates.isEmpty()) {
      var next = new HashMap<>(variables);
      updates.forEach(
          (output, variable) -> next.put(variable, Objects.requireNonNull(given.get(output))));
      variables = Map.copyOf(next);
    }
    var answer = new LinkedHashMap<String, TensorData>();
    for (var name : program.function().outputNames()) {
      if (!updates.containsKey(name)) {
        answer.put(name, Objects.requireNonNull(given.get(name)));
      }
    }
    return answer;
  }

  /// A tensor that nobody else holds: inputs belong to the caller, variables stay here.
  private TensorData owned(String name, Map<String, TensorData> tensors) {
    var data = Objects.requireNonNull(tensors.get(name));
    return program.function().inputNames().contains(name) ? copy(data) : data;
  }

  private static TensorData copy(TensorData data) {
    var copy = TensorData.zeros(data.dtype(), data.sizes());
    long bytes = data.elements() * data.dtype().bytes();
    MemorySegment.copy(data.data(), 0, copy.data(), 0, bytes);
    return copy;
  }

  private static Map<String, TensorData> picked(Map<String, TensorData> all, Program part) {
    var picked = new HashMap<>(all);
    picked.keySet().retainAll(part.request().variables());
    return picked;
  }

  private void await(Lock mine, long end) {
    var name = program.function().name();
    try {
      if (!mine.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        throw LaunchException.fault(name + ": the limit passed while other runs had the variables");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LaunchException.fault(name + ": interrupted before the run began");
    }
  }

  @Override
  public List<Program.Part> parts() {
    var parts = new ArrayList<>(program.fixedParts());
    rests.all().forEach(rest -> parts.addAll(rest.instance.parts()));
    return parts;
  }

  @Override
  public TensorData variable(String name) {
    arguments.variable("variable", name);
    return copy(Objects.requireNonNull(variables.get(name)));
  }

  @Override
  public void assign(String name, TensorData data) {
    arguments.type("variable " + name, data, arguments.variable("assign", name));
    lock.writeLock().lock();
    try {
      var next = new HashMap<>(variables);
      next.put(name, copy(data));
      program
          .before()
          .filter(p -> p.request().variables().contains(name))
          .ifPresent(p -> before.orElseThrow().assign(name, data));
      for (var rest : rests.all()) {
        if (rest.made.request().variables().contains(name)) {
          rest.instance.assign(name, data);
        }
      }
      variables = Map.copyOf(next);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    before.ifPresent(Instance::close);
    steps.forEach(HostStep.Open::close);
    rests.close();
  }
}
