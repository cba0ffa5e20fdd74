package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ashlar.backend.Device;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.TensorData;

/// The rests of a program whose sizes depend on data, opened, by the numbers that they are for; the
/// least recently used is closed first, after its last run.
final class Rests {
  /// Opened at once: each holds memory for its runs.
  private static final int OPEN = 8;

  private final Seamed program;
  private final java.util.function.Function<Program.Part, Device> devices;
  private final Supplier<Map<String, TensorData>> variables;
  private final Map<Map<String, Long>, Rest> open = new LinkedHashMap<>(16, 0.75f, true);

  Rests(
      Seamed program,
      java.util.function.Function<Program.Part, Device> devices,
      Supplier<Map<String, TensorData>> variables) {
    this.program = program;
    this.devices = devices;
    this.variables = variables;
  }

  /// A rest in use.
  final class Rest implements AutoCloseable {
    final Program made;
    final Instance instance;
    private int users;
    private boolean dropped;

    private Rest(Program made, Instance instance) {
      this.made = made;
      this.instance = instance;
    }

    private Rest used() {
      users++;
      return this;
    }

    private void drop() {
      dropped = true;
      if (users == 0) {
        instance.close();
      }
    }

    /// Ends the use.
    @Override
    public void close() {
      synchronized (open) {
        users--;
        if (dropped && users == 0) {
          instance.close();
        }
      }
    }
  }

  /// The rest for these numbers, compiled where it is not open.
  ///
  /// @throws Missing when a block that it needs is not there now
  Rest of(Map<String, Long> numbers) {
    synchronized (open) {
      var known = open.get(numbers);
      if (known != null) {
        return known.used();
      }
    }
    var fresh = open(numbers);
    synchronized (open) {
      var known = open.get(numbers);
      if (known != null) {
        fresh.drop();
        return known.used();
      }
      open.put(numbers, fresh);
      if (open.size() > OPEN) {
        var eldest = open.keySet().iterator().next();
        Optional.ofNullable(open.remove(eldest)).ifPresent(Rest::drop);
      }
      return fresh.used();
    }
  }

  private Rest open(Map<String, Long> numbers) {
    try {
      var made = program.rest(numbers);
      return new Rest(made, made.open(devices, given(made)));
    } catch (IllegalArgumentException e) {
      throw LaunchException.fault(
          program.function().name() + ": for " + numbers + ": " + e.getMessage());
    }
  }

  private Map<String, TensorData> given(Program rest) {
    var given = new LinkedHashMap<>(variables.get());
    given.keySet().retainAll(rest.request().variables());
    return given;
  }

  /// Those that are open now.
  List<Rest> all() {
    synchronized (open) {
      return new ArrayList<>(open.values());
    }
  }

  void close() {
    synchronized (open) {
      open.values().forEach(Rest::drop);
      open.clear();
    }
  }
}
