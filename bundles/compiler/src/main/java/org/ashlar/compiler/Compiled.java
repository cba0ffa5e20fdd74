package org.ashlar.compiler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.backend.Device;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;

/// A compiled program, ready to be opened on devices.
///
/// @param timings for each part, how to run it kernel by kernel; empty where nobody asked for times
record Compiled(
    Request request,
    Function function,
    List<Part> parts,
    List<Optional<Timing>> timings,
    Wiring wiring,
    Map<String, String> versions,
    long peakBytes,
    long naiveBytes,
    Settings settings)
    implements Program {
  Compiled {
    parts = List.copyOf(parts);
    timings = List.copyOf(timings);
    versions = Map.copyOf(versions);
  }

  @Override
  public int settling() {
    return wiring.first();
  }

  @Override
  public long standingBytes() {
    return wiring.settled().stream().mapToLong(wiring::bytes).sum()
        + parts.stream().mapToLong(p -> p.executable().preparedBytes()).sum();
  }

  @Override
  public Instance open(
      java.util.function.Function<Part, Device> devices, Map<String, TensorData> variables) {
    return Running.open(this, devices, variables);
  }

  @Override
  public String toString() {
    return function.name() + parts.stream().map(p -> p.target().name()).toList();
  }
}
