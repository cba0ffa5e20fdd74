package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.jspecify.annotations.Nullable;

/// The memory of one run: on each device one allocation that holds the values that cross borders
/// there, and the workspace that its parts use one after the other.
final class RunMemory {
  /// Where a value lies in a device's allocation.
  record Place(int value, int device) {}

  /// The same for every run of an instance.
  ///
  /// @param bytes of each device's allocation
  record Layout(Map<Place, Long> offsets, long[] workspace, long[] bytes) {
    /// @param from the first of the parts that run
    /// @param to the first of those that do not
    /// @param needs the values that a run holds on each device, apart from what stands
    static Layout of(Compiled program, Sites sites, int from, int to, List<List<Integer>> needs) {
      var offsets = new HashMap<Place, Long>();
      int n = sites.devices().size();
      long[] bytes = new long[n];
      long[] workspace = new long[n];
      for (int p = from; p < to; p++) {
        int device = sites.ofPart()[p];
        workspace[device] =
            Math.max(workspace[device], program.parts().get(p).plan().workspaceBytes());
      }
      for (int device = 0; device < n; device++) {
        bytes[device] = MemoryPlan.align(workspace[device]);
        for (int value : needs.get(device)) {
          offsets.put(new Place(value, device), bytes[device]);
          bytes[device] =
              Math.addExact(bytes[device], MemoryPlan.align(program.wiring().bytes(value)));
        }
      }
      return new Layout(offsets, workspace, bytes);
    }
  }

  private final List<Memory> allocations = new ArrayList<>();

  /// By device and value.
  private final @Nullable Memory[][] places;

  private final List<Memory> workspaces = new ArrayList<>();

  /// The parts that have run in this memory.
  final Bindings bindings;

  final Ports.Host host = new Ports.Host();

  RunMemory(Layout layout, List<Device> devices, Wiring wiring) {
    places = new Memory[devices.size()][wiring.types().size()];
    bindings = new Bindings(wiring.takes().size());
    try {
      for (int device = 0; device < devices.size(); device++) {
        var all = devices.get(device).allocate(Math.max(1, layout.bytes()[device]));
        allocations.add(all);
        workspaces.add(all.slice(0, layout.workspace()[device]));
      }
      layout
          .offsets()
          .forEach((place, offset) ->
              places[place.device()][place.value()] =
                  allocations.get(place.device()).slice(offset, wiring.bytes(place.value())));
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  Memory place(int value, int device) {
    var memory = places[device][value];
    if (memory == null) {
      throw new IllegalStateException("run: value " + value + " has no place on device " + device);
    }
    return memory;
  }

  /// A part's workspace; empty where it needs none.
  List<Memory> workspace(int device, long bytes) {
    return bytes == 0 ? List.of() : List.of(workspaces.get(device).slice(0, bytes));
  }

  void close() {
    bindings.close();
    allocations.forEach(Memory::close);
  }
}
