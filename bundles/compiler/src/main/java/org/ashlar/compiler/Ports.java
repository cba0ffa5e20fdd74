package org.ashlar.compiler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// How the numbers of a run get to the devices and back.
final class Ports {
  /// Where a value lies for a run.
  @FunctionalInterface
  interface Places {
    Memory of(int value, int device);
  }

  /// @param devices that need it
  private record In(int value, int[] devices, long bytes) {}

  private record Out(String name, int value, int home, DType dtype, long[] sizes, long bytes) {}

  /// Results up to this size share memory of the host: that of each costs more than its numbers.
  private static final long SMALL = 1024;

  private static final long CHUNK = 16 << 10;

  private final List<Device> devices;
  private final Map<String, In> inputs = new HashMap<>();
  private final List<Out> outputs = new ArrayList<>();

  Ports(Compiled program, Sites sites) {
    var wiring = program.wiring();
    this.devices = sites.devices();
    wiring
        .inputs()
        .forEach((name, value) ->
            inputs.put(
                name,
                new In(
                    value,
                    sites.holders().get(value).stream().mapToInt(d -> d).toArray(),
                    wiring.bytes(value))));
    wiring
        .outputs()
        .forEach((name, value) -> {
          if (!program.request().updates().containsKey(name)) {
            var type = wiring.types().get(value);
            outputs.add(
                new Out(
                    name,
                    value,
                    sites.home()[value],
                    type.dtype(),
                    type.shape().constants(),
                    wiring.bytes(value)));
          }
        });
  }

  void upload(Map<String, TensorData> given, Places places) {
    for (var entry : given.entrySet()) {
      var in = Objects.requireNonNull(inputs.get(entry.getKey()));
      var from = Memory.ofHost(entry.getValue().data());
      for (int device : in.devices()) {
        devices.get(device).copy(places.of(in.value(), device), 0, from, 0, in.bytes());
      }
    }
  }

  Map<String, TensorData> download(Host host, Places places) {
    var answer = new LinkedHashMap<String, TensorData>();
    for (var out : outputs) {
      var data = new TensorData(out.dtype(), out.sizes(), host.memory(out.bytes()));
      devices
          .get(out.home())
          .copy(Memory.ofHost(data.data()), 0, places.of(out.value(), out.home()), 0, out.bytes());
      answer.put(out.name(), data);
    }
    return answer;
  }

  /// Memory for results, for one run at a time. The garbage collector frees it.
  static final class Host {
    private MemorySegment chunk = MemorySegment.NULL;
    private long top;

    private MemorySegment memory(long bytes) {
      if (bytes > SMALL) {
        return Arena.ofAuto().allocate(bytes, 64);
      }
      if (top + bytes > chunk.byteSize()) {
        chunk = Arena.ofAuto().allocate(CHUNK, 64);
        top = 0;
      }
      var memory = chunk.asSlice(top, bytes);
      top = MemoryPlan.align(top + bytes);
      return memory;
    }
  }
}
