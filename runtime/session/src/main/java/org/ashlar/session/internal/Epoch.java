package org.ashlar.session.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.ashlar.backend.Cancellable;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Instance;
import org.ashlar.compiler.Program;
import org.ashlar.ir.TensorData;

/// A program compiled against the blocks of one moment, with its variables on devices. Everything
/// that belongs to a plugin (operators, generated code, devices) is reachable only from here.
///
/// @param providers the ids of the services without which it cannot run: backends and operators
/// @param bounded whether every device ends a run by itself when its limit passes
record Epoch(
    long number,
    Program program,
    Instance instance,
    Set<Long> providers,
    boolean bounded,
    DevicePool pool,
    Leases leases) {

  /// Opens a program on its devices.
  static Epoch open(
      long number,
      Program program,
      Set<Long> providers,
      Map<String, TensorData> variables,
      DevicePool pool) {
    var bounded = new boolean[] {true};
    int acquired = 0;
    try {
      for (var part : program.parts()) {
        var device = pool.acquire(part);
        acquired++;
        bounded[0] &= device.adapt(Cancellable.class).isPresent();
      }
      var instance = program.open(part -> device(pool, part), variables);
      return new Epoch(number, program, instance, providers, bounded[0], pool, new Leases());
    } catch (RuntimeException | Error e) {
      program.parts().stream().limit(acquired).forEach(pool::release);
      throw e;
    }
  }

  /// A device that is held already: the count goes up and down again.
  private static Device device(DevicePool pool, Program.Part part) {
    var device = pool.acquire(part);
    pool.release(part);
    return device;
  }

  boolean uses(long provider) {
    return providers.contains(provider);
  }

  /// The bundles, for error messages.
  String bundles() {
    return String.join(
        ", ", program.parts().stream().map(p -> p.backend().label()).distinct().toList());
  }

  /// Runs once; on a thread of its own where a device may not come back.
  Map<String, TensorData> run(Map<String, TensorData> inputs, Duration limit) {
    if (bounded) {
      return instance.run(inputs, limit);
    }
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
        limit,
        bundles());
  }

  /// Frees variables and devices. Every lease must be back.
  void close() {
    try {
      instance.close();
    } finally {
      program.parts().forEach(pool::release);
    }
  }
}
