package org.ashlar.gpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.gpu.report.Launched;
import org.ashlar.gpu.timing.Measured;
import org.ashlar.gpu.timing.Options;
import org.ashlar.gpu.timing.Timing;
import org.ashlar.simulation.profile.Profile;

/// What the launches of a device take, told by the timing model. An entry is timed at its first
/// launch with a grid; later ones take as long.
///
/// Timing runs blocks for their traces, so what they write is put back before the launch itself.
final class Profiling {
  /// A range of the card's memory that a launch may write.
  record Range(long address, long bytes) {}

  private record Known(LoadedModule module, String entry, Grid grid) {}

  private final Profile card;
  private final Map<Known, Timing> timings = new HashMap<>();
  private final List<Launched> launches = new ArrayList<>();

  Profiling(Profile card) {
    this.card = card;
  }

  Profile card() {
    return card;
  }

  synchronized List<Launched> launches() {
    return List.copyOf(launches);
  }

  /// Times a launch that is about to run.
  ///
  /// @param kernel of the plan
  /// @param written what it may write
  synchronized void launch(
      String kernel,
      LoadedModule module,
      String entry,
      Grid grid,
      Arguments arguments,
      DeviceMemory memory,
      List<Range> written,
      String[] text) {
    var key = new Known(module, entry, grid);
    var timing = timings.get(key);
    if (timing == null) {
      var kept =
          written.stream()
              .map(r -> memory.at(r.address(), r.bytes()).toArray(ValueLayout.JAVA_BYTE))
              .toList();
      timing =
          new Measured(module, memory)
              .time(entry, grid, arguments, 0, card, Options.SAMPLED, List.of());
      for (int i = 0; i < kept.size(); i++) {
        memory.write(written.get(i).address(), MemorySegment.ofArray(kept.get(i)));
      }
      timings.put(key, timing);
    }
    launches.add(new Launched(kernel, module.kernel(entry).entry(), timing, text));
  }
}
