package org.ashlar.compiler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.ashlar.backend.Binding;
import org.ashlar.backend.Device;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.jspecify.annotations.Nullable;

/// An opened program. Runs that change nothing go at once, each in memory of its own out of a pool;
/// runs that update variables, and assignments, have the instance for themselves.
///
/// Longer than other files: one lock guards all of it, and what it guards is seen best in one
/// place.
final class Running implements Instance {
  private final Compiled program;
  private final Wiring wiring;
  private final Arguments arguments;
  private final Sites sites;
  private final Map<String, Variable> variables;

  /// By the value that they are.
  private final @Nullable Variable[] byValue;

  /// By the value that becomes their next number.
  private final @Nullable Variable[] updatedBy;

  private final boolean updates;
  private final Ports ports;
  private final RunPool pool;
  private final RunPool settling;
  private final Standing standing;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private volatile Optional<String> lost = Optional.empty();
  private volatile boolean settled;
  private volatile Bindings.Moment moment = Bindings.Moment.FIRST;

  private Running(Compiled program, Sites sites, Map<String, Variable> variables) {
    this.program = program;
    this.wiring = program.wiring();
    this.arguments = Arguments.of(program.function(), program.request().variables());
    this.sites = sites;
    this.variables = variables;
    this.byValue = new Variable[wiring.types().size()];
    this.updatedBy = new Variable[wiring.types().size()];
    this.updates = !program.request().updates().isEmpty();
    this.ports = new Ports(program, sites);
    variables.forEach((name, variable) -> byValue[wiring.input(name)] = variable);
    program
        .request()
        .updates()
        .forEach((output, name) -> {
          int value = wiring.output(output);
          if (updatedBy[value] == null) {
            updatedBy[value] = Objects.requireNonNull(variables.get(name));
          }
        });
    int first = wiring.first();
    this.settling = new RunPool(program, sites, 0, first, this::isHeld);
    this.pool = new RunPool(program, sites, first, program.parts().size(), this::isHeld);
    this.standing = Standing.of(program, sites, this::isStanding);
  }

  static Running open(
      Compiled program,
      java.util.function.Function<Program.Part, Device> devices,
      Map<String, TensorData> data) {
    var sites = Sites.of(program, devices);
    Arguments.of(program.function(), program.request().variables()).variables(data);
    var made = new LinkedHashMap<String, Variable>();
    Running running;
    try {
      for (var name : program.request().variables()) {
        int value = program.wiring().input(name);
        made.put(
            name,
            Variable.of(
                program.wiring().types().get(value),
                sites.devices(),
                sites.holders().get(value),
                device -> Standing.isRead(program, sites, value, device),
                Objects.requireNonNull(data.get(name)),
                program.request().updates().containsValue(name)));
      }
      running = new Running(program, sites, made);
    } catch (OutOfMemoryError e) {
      made.values().forEach(Variable::close);
      throw LaunchException.memory(
          program.function().name() + ": not enough memory for the variables: " + e.getMessage());
    } catch (Throwable e) {
      made.values().forEach(Variable::close);
      throw e;
    }
    try {
      running.settle(System.nanoTime() + program.settings().limit().toNanos());
      return running;
    } catch (Throwable e) {
      running.close();
      throw e;
    }
  }

  /// Computes what depends on standing variables alone, and lets the backends prepare it.
  private void settle(long end) {
    standing.begin();
    standing.renew(0, wiring.first(), this::standingPlace);
    if (wiring.first() > 0) {
      var memory = settling.allocate();
      try {
        for (int p = 0; p < wiring.first(); p++) {
          part(p, memory, end);
        }
      } catch (LaunchException e) {
        throw failed(e, memory);
      } catch (RuntimeException | Error e) {
        memory.close();
        throw e;
      }
      memory.close();
    }
    standing.renew(wiring.first(), program.parts().size(), this::standingPlace);
    standing.end();
    settled = true;
  }

  @Override
  public Map<String, TensorData> run(Map<String, TensorData> inputs, Duration limit) {
    return run(inputs, Map.of(), limit);
  }

  @Override
  public Map<String, TensorData> run(
      Map<String, TensorData> inputs, Map<String, TensorData> into, Duration limit) {
    arguments.inputs(inputs);
    ports.check(program.function().name(), into);
    long end = System.nanoTime() + Math.min(limit.toNanos(), Long.MAX_VALUE / 4);
    var mine = updates ? lock.writeLock() : lock.readLock();
    awaitSettled(mine, end);
    try {
      checkAlive();
      var memory = pool.take();
      var answer = run(inputs, into, memory, end);
      pool.giveBack(memory);
      return answer;
    } finally {
      mine.unlock();
    }
  }

  private Map<String, TensorData> run(
      Map<String, TensorData> inputs, Map<String, TensorData> into, RunMemory memory, long end) {
    try {
      var places = new Places(memory);
      ports.upload(inputs, into, places);
      var results = ports.results(into, memory.host, places);
      for (int p = wiring.first(); p < program.parts().size(); p++) {
        part(p, memory, end);
      }
      var answer = ports.download(results, places);
      if (updates) {
        commit(memory);
      }
      return answer;
    } catch (LaunchException e) {
      throw failed(e, memory);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /// Leaves the memory of a late run alone, as the device may still write it; frees that of any
  /// other failed run.
  private LaunchException failed(LaunchException e, RunMemory memory) {
    if (e.isLate() && !sites.areBounded()) {
      lost = Optional.of(String.valueOf(e.getMessage()));
      return e;
    }
    memory.close();
    return e.isLate() ? LaunchException.fault(String.valueOf(e.getMessage())) : e;
  }

  /// Runs a part, and brings what it gives to the devices that take it.
  private void part(int p, RunMemory memory, long end) {
    launch(p, memory, end);
    for (int value : wiring.gives().get(p)) {
      spread(value, memory);
    }
  }

  private void launch(int p, RunMemory memory, long end) {
    var part = program.parts().get(p);
    int device = sites.ofPart()[p];
    try {
      long left = end - System.nanoTime();
      if (left < 0) {
        throw LaunchException.fault(
            program.function().name() + ": the limit passed before " + part.plan().name());
      }
      var on = sites.devices().get(device);
      if (program.settings().debug() >= 2) {
        told(p, on, arguments(p, memory), end);
        return;
      }
      binding(p, memory).run(left);
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

  private Binding binding(int p, RunMemory memory) {
    return memory.bindings.of(
        p,
        moment,
        sites.devices().get(sites.ofPart()[p]),
        program.parts().get(p),
        () -> withPrepared(p, arguments(p, memory)));
  }

  /// Where the values of a run lie.
  private final class Places implements Ports.Places {
    private final RunMemory memory;

    Places(RunMemory memory) {
      this.memory = memory;
    }

    @Override
    public Memory of(int value, int device) {
      return place(value, device, memory);
    }

    @Override
    public boolean lend(Ports.Use use, Memory at) {
      return program.settings().debug() < 2 && binding(use.part(), memory).lend(use.argument(), at);
    }
  }

  /// Inputs, outputs and workspace.
  private List<Memory> arguments(int p, RunMemory memory) {
    int device = sites.ofPart()[p];
    var arguments = new ArrayList<Memory>();
    wiring.takes().get(p).forEach(v -> arguments.add(place(v, device, memory)));
    wiring.gives().get(p).forEach(v -> arguments.add(place(v, device, memory)));
    arguments.addAll(memory.workspace(device, program.parts().get(p).plan().workspaceBytes()));
    return arguments;
  }

  private List<Memory> withPrepared(int p, List<Memory> arguments) {
    arguments.addAll(standing.prepared(p, 0));
    return arguments;
  }

  /// Runs a part and tells the times of its kernels.
  private void told(int p, Device on, List<Memory> arguments, long end) {
    var part = program.parts().get(p);
    var timing = program.timings().get(p);
    if (timing.isPresent()) {
      timing.get().run(on, arguments, step -> standing.prepared(p, step), end, program.settings());
      return;
    }
    var launch = on.launch(part.executable(), withPrepared(p, arguments), new long[0]);
    launch.await(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    program.settings().tell(2, part.plan().name() + ": " + launch.counters());
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
    moment = moment.updated();
  }

  /// Whether no run changes a value.
  private boolean isStanding(int value) {
    var own = byValue[value];
    return own == null ? wiring.settled().contains(value) : !isUpdated(own);
  }

  private boolean isUpdated(Variable variable) {
    return Arrays.asList(updatedBy).contains(variable);
  }

  private Memory standingPlace(int value, int device) {
    var variable = byValue[value];
    return variable == null ? standing.place(value, device) : variable.current(device);
  }

  /// A variable's current number, a settled value, the next number that a value becomes, or memory
  /// of the run.
  private Memory place(int value, int device, RunMemory memory) {
    if (byValue[value] != null || wiring.settled().contains(value)) {
      return standingPlace(value, device);
    }
    var updated = updatedBy[value];
    return updated != null && updated.hasNext(device)
        ? updated.next(device)
        : memory.place(value, device);
  }

  /// Whether runs find a value elsewhere than in their own memory.
  private boolean isHeld(int value, int device) {
    var updated = updatedBy[value];
    return byValue[value] != null
        || wiring.settled().contains(value)
        || updated != null && updated.hasNext(device);
  }

  /// Takes a lock; where a standing variable has been assigned, settles first.
  private void awaitSettled(Lock mine, long end) {
    await(mine, end);
    if (settled) {
      return;
    }
    mine.unlock();
    await(lock.writeLock(), end);
    try {
      checkAlive();
      if (!settled) {
        settle(end);
      }
      // taken while nobody else can assign
      mine.lock();
    } finally {
      lock.writeLock().unlock();
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
      moment = moment.assignedAnew();
      settled &= isUpdated(variable) || wiring.first() == 0 && standing.isNothing();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private Variable variable(String name, String what) {
    arguments.variable(what, name);
    return Objects.requireNonNull(variables.get(name));
  }

  @Override
  public void close() {
    if (lost.isPresent()) {
      // the device may still write to it: freed when the device is closed
      return;
    }
    pool.close();
    variables.values().forEach(Variable::close);
    standing.close();
  }
}
