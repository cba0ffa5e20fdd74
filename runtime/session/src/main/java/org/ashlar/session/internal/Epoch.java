package org.ashlar.session.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.ashlar.backend.Cancellable;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Instance;
import org.ashlar.compiler.Missing;
import org.ashlar.compiler.Offered;
import org.ashlar.compiler.Program;
import org.ashlar.ir.TensorData;

/// A program compiled against the blocks of one moment, with its variables on devices. Everything
/// that belongs to a plugin (operators, generated code, devices) is reachable only from here.
///
/// @param providers the ids of the services without which it cannot run: backends and operators; it
///   may grow in runs
/// @param held the devices, by provider and target
/// @param bounded whether every device ends a run by itself when its limit passes
record Epoch(
    long number,
    Program program,
    Instance instance,
    Set<Long> providers,
    boolean bounded,
    Map<String, Held> held,
    DevicePool pool,
    Leases leases) {

  /// A device with the part that it was acquired for.
  record Held(Program.Part part, Device device) {}

  /// More than a device takes to notice that its limit has passed.
  private static final Duration SLACK = Duration.ofMillis(500);

  /// Opens a program on its devices.
  ///
  /// @param isPresent whether a provider may be used that the program was not made of: one that a
  ///   run met when it compiled
  static Epoch open(
      long number,
      Program program,
      Set<Long> providers,
      Map<String, TensorData> variables,
      DevicePool pool,
      LongPredicate isPresent) {
    var held = new ConcurrentHashMap<String, Held>();
    Set<Long> used = ConcurrentHashMap.newKeySet();
    used.addAll(providers);
    program.parts().forEach(part -> used.add(part.backend().id()));
    try {
      program.parts().forEach(part -> device(part, held, pool));
      boolean bounded =
          held.values().stream().allMatch(h -> h.device().adapt(Cancellable.class).isPresent());
      var instance =
          program.open(
              part -> {
                // first known as used, then looked for: one that leaves is seen here or finds us
                if (!part.isHost()
                    && used.add(part.backend().id())
                    && !isPresent.test(part.backend().id())) {
                  used.remove(part.backend().id());
                  throw new Missing(part.backend().label() + ": has left");
                }
                return device(part, held, pool);
              },
              variables);
      return new Epoch(number, program, instance, used, bounded, held, pool, new Leases());
    } catch (RuntimeException | Error e) {
      held.values().forEach(h -> pool.release(h.part()));
      throw e;
    }
  }

  private static Device device(Program.Part part, Map<String, Held> held, DevicePool pool) {
    return Objects.requireNonNull(
            held.computeIfAbsent(
                part.backend().id() + " " + part.target().name(),
                key -> new Held(part, pool.acquire(part))))
        .device();
  }

  boolean uses(long provider) {
    return providers.contains(provider);
  }

  /// The bundles, for error messages.
  String bundles() {
    return String.join(
        ", ", program.parts().stream().map(p -> p.backend().label()).distinct().toList());
  }

  /// Runs once; on a thread of its own where a device may not come back. Such a run writes to
  /// memory of its own, since it may go on when nobody waits any more.
  Map<String, TensorData> run(
      Map<String, TensorData> inputs, Map<String, TensorData> into, Duration limit) {
    if (bounded) {
      return instance.run(inputs, into, limit);
    }
    return Offered.filled(program.function().name(), apart(inputs, limit), into);
  }

  private Map<String, TensorData> apart(Map<String, TensorData> inputs, Duration limit) {
    leases.share();
    return Apart.call(
        () -> {
          leases.join();
          try {
            return instance.run(inputs, limit);
          } finally {
            leases.give();
          }
        },
        // those that end by themselves say so
        limit.plus(SLACK),
        bundles());
  }

  /// Frees variables and devices. Every lease must be back.
  void close() {
    try {
      instance.close();
    } finally {
      held.values().forEach(h -> pool.release(h.part()));
    }
  }
}
