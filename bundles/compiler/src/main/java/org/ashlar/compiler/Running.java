package org.ashlar.compiler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.ashlar.backend.Device;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Space;

/// An opened program. Runs that change nothing go at once, each in memory of its own out of a pool;
/// runs that update variables, and assignments, have the instance for themselves.
final class Running implements Instance {
  /// Memories of finished runs that are kept for the next ones.
  private static final int POOLED = 16;

  private final Compiled program;
  private final Wiring wiring;
  private final Arguments arguments;
  private final Sites sites;
  private final Map<String, Variable> variables;
  private final Map<Integer, Variable> byValue = new HashMap<>();
  private final Map<Integer, Variable> updatedBy = new HashMap<>();
  private final RunMemory.Layout layout;
  private final ConcurrentLinkedDeque<RunMemory> pool = new ConcurrentLinkedDeque<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile Optional<String> lost = Optional.empty();

  private Running(Compiled program, Sites sites, Map<String, Variable> variables) {
    this.program = program;
    this.wiring = program.wiring();
    this.arguments = Arguments.of(program.function(), program.request().variables());
    this.sites = sites;
    this.variables = variables;
    variables.forEach((name, variable) -> byValue.put(wiring.input(name), variable));
    program
        .request()
        .updates()
        .forEach((output, variable) ->
            updatedBy.putIfAbsent(
                wiring.output(output), Objects.requireNonNull(variables.get(variable))));
    this.layout = RunMemory.Layout.of(program, sites, needs());
    checkCapacity();
  }

  static Running open(
      Compiled program,
      java.util.function.Function<Program.Part, Device> devices,
      Map<String, TensorData> data) {
    var sites = Sites.of(program, devices);
    Arguments.of(program.function(), program.request().variables()).variables(data);
    var made = new LinkedHashMap<String, Variable>();
    try {
      for (var name : program.request().variables()) {
        int value = program.wiring().input(name);
        made.put(
            name,
            Variable.of(
                program.wiring().types().get(value),
                sites.devices(),
                sites.holders().get(value),
                Objects.requireNonNull(data.get(name)),
                program.request().updates().containsValue(name)));
      }
      return new Running(program, sites, made);
    } catch (OutOfMemoryError e) {
      made.values().forEach(Variable::close);
      throw LaunchException.memory(
          program.function().name() + ": not enough memory for the variables: " + e.getMessage());
    } catch (Throwable e) {
      made.values().forEach(Variable::close);
      throw e;
    }
  }

  @Override
  public Map<String, TensorData> run(Map<String, TensorData> inputs, Duration limit) {
    arguments.inputs(inputs);
    long end = System.nanoTime() + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
    var mine = program.request().updates().isEmpty() ? lock.readLock() : lock.writeLock();
    await(mine, end);
    try {
      checkAlive();
      var memory = Optional.ofNullable(pool.poll()).orElseGet(this::allocate);
      var answer = run(inputs, memory, end);
      if (pool.size() < POOLED) {
        pool.push(memory);
      } else {
        memory.close();
      }
      return answer;
    } finally {
      mine.unlock();
    }
  }

  /// Leaves the memory of a late run alone, as the device may still write it; frees that of any
  /// other failed run.
  private Map<String, TensorData> run(Map<String, TensorData> inputs, RunMemory memory, long end) {
    try {
      inputs.forEach((name, data) -> upload(wiring.input(name), data, memory));
      for (int p = 0; p < program.parts().size(); p++) {
        launch(p, memory, end);
        for (int value : wiring.gives().get(p)) {
          spread(value, memory);
        }
      }
      var answer = new LinkedHashMap<String, TensorData>();
      wiring
          .outputs()
          .forEach((name, value) -> {
            if (!program.request().updates().containsKey(name)) {
              int home = sites.home()[value];
              answer.put(
                  name,
                  Transfer.download(
                      sites.devices().get(home),
                      place(value, home, memory),
                      wiring.types().get(value)));
            }
          });
      commit(memory);
      return answer;
    } catch (LaunchException e) {
      if (e.isLate() && !sites.areBounded()) {
        lost = Optional.of(String.valueOf(e.getMessage()));
        throw e;
      }
      memory.close();
      throw e.isLate() ? LaunchException.fault(String.valueOf(e.getMessage())) : e;
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private void launch(int p, RunMemory memory, long end) {
    var part = program.parts().get(p);
    int device = sites.ofPart()[p];
    var arguments = new ArrayList<Memory>();
    wiring.takes().get(p).forEach(v -> arguments.add(place(v, device, memory)));
    wiring.gives().get(p).forEach(v -> arguments.add(place(v, device, memory)));
    arguments.addAll(memory.workspace(device, part.plan().workspaceBytes()));
    try {
      var left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative()) {
        // nothing of this run is on a device now
        throw LaunchException.fault(
            program.function().name() + ": the limit passed before " + part.plan().name());
      }
      var on = sites.devices().get(device);
      var timing = program.timings().get(p);
      if (timing.isPresent()) {
        timing.get().run(on, arguments, end, program.settings());
      } else {
        var launch = on.launch(part.executable(), arguments, new long[0]);
        launch.await(left);
        if (program.settings().debug() >= 2) {
          program.settings().tell(2, part.plan().name() + ": " + launch.counters());
        }
      }
    } catch (LaunchException e) {
      throw e;
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw new Defect(
          "launch",
          part.plan().name()
              + ": launch on "
              + part.target().name()
              + " ("
              + part.backend().label()
              + "): "
              + Plugin.facts(part.backend(), e),
          Optional.empty());
    }
  }

  private void upload(int value, TensorData data, RunMemory memory) {
    for (int device : sites.holders().get(value)) {
      Transfer.upload(sites.devices().get(device), place(value, device, memory), data);
    }
  }

  /// Brings a value from the device that made it to the others that take it.
  private void spread(int value, RunMemory memory) {
    int home = sites.home()[value];
    for (int device : sites.holders().get(value)) {
      if (device != home) {
        Transfer.move(
            sites.devices().get(device),
            place(value, device, memory),
            sites.devices().get(home),
            place(value, home, memory),
            wiring.bytes(value));
      }
    }
  }

  /// Every next number is complete on every device before the first becomes current.
  private void commit(RunMemory memory) {
    var changed = new ArrayList<Variable>();
    program
        .request()
        .updates()
        .forEach((output, name) -> {
          int value = wiring.output(output);
          int home = sites.home()[value];
          var variable = Objects.requireNonNull(variables.get(name));
          variable.bring(place(value, home, memory), home);
          changed.add(variable);
        });
    changed.forEach(Variable::commit);
  }

  /// A variable's current number, the next number that a value becomes, or memory of the run.
  private Memory place(int value, int device, RunMemory memory) {
    var variable = byValue.get(value);
    if (variable != null) {
      return variable.current(device);
    }
    var updated = updatedBy.get(value);
    return updated != null && updated.hasNext(device)
        ? updated.next(device)
        : memory.place(value, device);
  }

  private List<List<Integer>> needs() {
    var needs =
        Stream.<List<Integer>>generate(ArrayList::new).limit(sites.devices().size()).toList();
    for (int value = 0; value < wiring.types().size(); value++) {
      for (int device : sites.holders().get(value)) {
        var updated = updatedBy.get(value);
        if (!byValue.containsKey(value) && !(updated != null && updated.hasNext(device))) {
          needs.get(device).add(value);
        }
      }
    }
    return needs;
  }

  private void checkCapacity() {
    for (int device = 0; device < sites.devices().size(); device++) {
      var target = sites.devices().get(device).target();
      var capacity = target.bytes().get(Space.GLOBAL);
      if (capacity != null && layout.bytes()[device] > capacity) {
        throw LaunchException.memory(
            program.function().name()
                + ": a run takes "
                + layout.bytes()[device]
                + " bytes on "
                + target.name()
                + ", which has "
                + capacity);
      }
    }
  }

  private RunMemory allocate() {
    try {
      return new RunMemory(layout, sites.devices(), wiring);
    } catch (OutOfMemoryError e) {
      throw LaunchException.memory(
          program.function().name() + ": not enough memory for a run: " + e.getMessage());
    }
  }

  private void await(Lock mine, long end) {
    try {
      if (!mine.tryLock(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        throw LaunchException.fault(
            program.function().name() + ": the limit passed while other runs had the variables");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LaunchException.fault(program.function().name() + ": interrupted before the run began");
    }
  }

  private void checkAlive() {
    lost.ifPresent(why -> {
      throw LaunchException.late(
          program.function().name() + ": an earlier run did not end: " + why);
    });
  }

  @Override
  public List<Program.Part> parts() {
    return program.parts();
  }

  @Override
  public TensorData variable(String name) {
    var variable = variable(name, "variable");
    lock.readLock().lock();
    try {
      return variable.read();
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void assign(String name, TensorData data) {
    var variable = variable(name, "assign");
    arguments.type("variable " + name, data, variable.type());
    lock.writeLock().lock();
    try {
      checkAlive();
      variable.assign(data);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Variable variable(String name, String what) {
    var variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          program.function().name()
              + ": "
              + what
              + " "
              + name
              + ": no such variable; variables: "
              + String.join(", ", variables.keySet()));
    }
    return variable;
  }

  @Override
  public void close() {
    if (lost.isPresent()) {
      // the device may still write to it: freed when the device is closed
      return;
    }
    for (var memory = pool.poll(); memory != null; memory = pool.poll()) {
      memory.close();
    }
    variables.values().forEach(Variable::close);
  }
}
