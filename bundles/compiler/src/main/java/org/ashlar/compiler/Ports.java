package org.ashlar.compiler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// How the numbers of a run get to the devices and back.
final class Ports {
  /// Where a value lies for a run.
  interface Places {
    Memory of(int value, int device);

    /// Lets a part's argument lie in memory of the host for this run.
    boolean lend(Use use, Memory at);
  }

  /// A part's argument.
  record Use(int part, int argument) {}

  /// @param devices that need it
  /// @param uses all that it is read by; empty where it must be copied
  private record In(int value, int[] devices, long bytes, List<Use> uses) {}

  /// @param uses where it is made, and nothing else reads it there; empty where it must be copied
  private record Out(
      String name,
      int value,
      int home,
      TensorType type,
      DType dtype,
      long[] sizes,
      long bytes,
      List<Use> uses) {}

  /// Results up to this size share memory of the host: that of each costs more than its numbers.
  private static final long SMALL = 1024;

  private static final long CHUNK = 16 << 10;

  /// Tensors from this size on stay where they are: less is copied sooner than lent.
  private static final long LENT = 4096;

  private static final Optional<TensorType> NONE = Optional.empty();

  private final List<Device> devices;
  private final Map<String, In> inputs = new HashMap<>();
  private final List<Out> outputs = new ArrayList<>();
  private final Map<String, Optional<TensorType>> types = new HashMap<>();

  Ports(Compiled program, Sites sites) {
    var wiring = program.wiring();
    this.devices = sites.devices();
    var updated =
        program.request().updates().keySet().stream()
            .map(wiring::output)
            .collect(Collectors.toSet());
    wiring
        .inputs()
        .forEach((name, value) ->
            inputs.put(
                name,
                new In(
                    value,
                    sites.holders().get(value).stream().mapToInt(d -> d).toArray(),
                    wiring.bytes(value),
                    wiring.outputs().containsValue(value)
                        ? List.of()
                        : uses(wiring, sites, value))));
    wiring
        .outputs()
        .forEach((name, value) -> {
          if (!program.request().updates().containsKey(name)) {
            var type = wiring.types().get(value);
            boolean isOne =
                !wiring.inputs().containsValue(value)
                    && Collections.frequency(wiring.outputs().values(), value) == 1;
            var uses = isOne ? uses(wiring, sites, value) : List.<Use>of();
            outputs.add(
                new Out(
                    name,
                    value,
                    sites.home()[value],
                    type,
                    type.dtype(),
                    type.shape().constants(),
                    wiring.bytes(value),
                    updated.contains(value) || uses.size() > 1 ? List.of() : uses));
            types.put(name, Optional.of(type));
          }
        });
  }

  /// The arguments that a value is; none where it is small, or on several devices.
  private static List<Use> uses(Wiring wiring, Sites sites, int value) {
    var uses = new ArrayList<Use>();
    if (wiring.bytes(value) < LENT || sites.holders().get(value).size() > 1) {
      return uses;
    }
    for (int p = wiring.first(); p < wiring.takes().size(); p++) {
      var takes = wiring.takes().get(p);
      var gives = wiring.gives().get(p);
      for (int i = 0; i < takes.size() + gives.size(); i++) {
        if (value == (i < takes.size() ? takes.get(i) : gives.get(i - takes.size()))) {
          uses.add(new Use(p, i));
        }
      }
    }
    return uses;
  }

  /// Inputs that a device reads where they are stay there, others are copied.
  ///
  /// @param into where results will be written
  void upload(Map<String, TensorData> given, Map<String, TensorData> into, Places places) {
    for (var entry : given.entrySet()) {
      var in = Objects.requireNonNull(inputs.get(entry.getKey()));
      var data = entry.getValue().data();
      var from = Memory.ofHost(data);
      if (!in.uses().isEmpty() && !overlaps(data, in.bytes(), into) && lend(in, from, places)) {
        continue;
      }
      for (int device : in.devices()) {
        devices.get(device).copy(places.of(in.value(), device), 0, from, 0, in.bytes());
      }
    }
  }

  private static boolean lend(In in, Memory from, Places places) {
    boolean isLent = true;
    for (var use : in.uses()) {
      // who is lent it and who reads a copy find the same
      isLent &= places.lend(use, from);
    }
    return isLent;
  }

  private static boolean overlaps(MemorySegment read, long bytes, Map<String, TensorData> written) {
    for (var data : written.values()) {
      var other = data.data();
      if (read.isNative() == other.isNative()
          && read.address() < other.address() + other.byteSize()
          && other.address() < read.address() + bytes) {
        return true;
      }
    }
    return false;
  }

  /// Memory for the results: what is offered, else new. Where a device can write to it, it will.
  ///
  /// @param into memory by the name of the output
  Results results(Map<String, TensorData> into, Host host, Places places) {
    var data = new TensorData[outputs.size()];
    var isLent = new boolean[data.length];
    for (int i = 0; i < data.length; i++) {
      var out = outputs.get(i);
      var offered = into.get(out.name());
      data[i] =
          offered == null
              ? new TensorData(out.dtype(), out.sizes(), host.memory(out.bytes()))
              : offered;
      isLent[i] =
          !out.uses().isEmpty()
              && places.lend(out.uses().getFirst(), Memory.ofHost(data[i].data()));
    }
    return new Results(data, isLent);
  }

  /// @param isLent whether the run writes to it
  record Results(TensorData[] data, boolean[] isLent) {}

  Map<String, TensorData> download(Results results, Places places) {
    var answer = new LinkedHashMap<String, TensorData>();
    for (int i = 0; i < outputs.size(); i++) {
      var out = outputs.get(i);
      var data = results.data()[i];
      if (!results.isLent()[i]) {
        devices
            .get(out.home())
            .copy(
                Memory.ofHost(data.data()), 0, places.of(out.value(), out.home()), 0, out.bytes());
      }
      answer.put(out.name(), data);
    }
    return answer;
  }

  /// Holds what is offered for results to what they are.
  ///
  /// @throws IllegalArgumentException where it does not fit
  void check(String program, Map<String, TensorData> into) {
    for (var entry : into.entrySet()) {
      Offered.check(
          program, entry.getKey(), types.getOrDefault(entry.getKey(), NONE), entry.getValue());
    }
    Offered.checkApart(program, into);
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
