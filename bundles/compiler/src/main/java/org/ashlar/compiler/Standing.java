package org.ashlar.compiler;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.ir.kernel.Buffer;

/// What an instance holds from run to run besides its variables: the values that settled, and what
/// backends prepared of all that runs do not change.
final class Standing {
  /// A compiled plan or kernel with its prepared memory.
  ///
  /// @param inputs the values that its inputs are; empty where they are not constant
  /// @param part whose launch it is
  private record Preparation(
      Program.Part part,
      Executable executable,
      int device,
      List<Optional<Integer>> inputs,
      Memory memory) {}

  /// A launch.
  ///
  /// @param step the kernel's number where the part is timed kernel by kernel, else 0
  private record Slot(int part, int step) {}

  private static final Memory NOTHING = Memory.ofHost(MemorySegment.NULL);

  private final List<Device> devices;
  private final Map<RunMemory.Place, Memory> settled = new HashMap<>();
  private final Map<Slot, Preparation> prepared = new LinkedHashMap<>();
  private final List<Memory> allocated = new ArrayList<>();

  /// The bytes of settled values that runs do not read, and the memory of each device that they lie
  /// in meanwhile.
  private final Map<RunMemory.Place, Long> brief = new LinkedHashMap<>();

  private final Map<Integer, Memory> passing = new HashMap<>();

  private Standing(List<Device> devices) {
    this.devices = devices;
  }

  /// @param constant whether runs do not change a value
  static Standing of(Compiled program, Sites sites, IntPredicate constant) {
    var standing = new Standing(sites.devices());
    try {
      var wiring = program.wiring();
      for (int value : wiring.settled()) {
        for (int device : sites.holders().get(value)) {
          var place = new RunMemory.Place(value, device);
          if (isRead(program, sites, value, device)) {
            standing.settled.put(place, standing.allocate(device, wiring.bytes(value)));
          } else {
            standing.brief.put(place, wiring.bytes(value));
          }
        }
      }
      for (int p = 0; p < program.parts().size(); p++) {
        standing.prepare(program, p, sites.ofPart()[p], p < wiring.first() ? v -> false : constant);
      }
      return standing;
    } catch (Throwable e) {
      standing.close();
      throw e;
    }
  }

  /// Memory for a part, or for each of its kernels where these are timed.
  private void prepare(Compiled program, int p, int device, IntPredicate constant) {
    var values = new HashMap<Buffer, Integer>();
    var part = program.parts().get(p);
    var plan = part.plan();
    var takes = program.wiring().takes().get(p);
    for (int i = 0; i < plan.inputs().size(); i++) {
      if (constant.test(takes.get(i))) {
        values.put(plan.inputs().get(i), takes.get(i));
      }
    }
    var timing = program.timings().get(p);
    if (timing.isEmpty()) {
      prepare(new Slot(p, 0), part, part.executable(), device, plan.inputs(), values);
      return;
    }
    var steps = timing.get().steps();
    for (int i = 0; i < steps.size(); i++) {
      var step = steps.get(i);
      var inputs = step.arguments().subList(0, step.executable().plan().inputs().size());
      prepare(new Slot(p, i), part, step.executable(), device, inputs, values);
    }
  }

  private void prepare(
      Slot slot,
      Program.Part part,
      Executable executable,
      int device,
      List<Buffer> inputs,
      Map<Buffer, Integer> values) {
    if (executable.preparedBytes() > 0) {
      prepared.put(
          slot,
          new Preparation(
              part,
              executable,
              device,
              inputs.stream().map(b -> Optional.ofNullable(values.get(b))).toList(),
              allocate(device, executable.preparedBytes())));
    }
  }

  private Memory allocate(int device, long bytes) {
    var memory = devices.get(device).allocate(Math.max(1, bytes));
    allocated.add(memory);
    return memory;
  }

  /// Whether runs read a value on a device; not where all that they need of it is prepared.
  static boolean isRead(Compiled program, Sites sites, int value, int device) {
    var wiring = program.wiring();
    if (wiring.outputs().containsValue(value) || sites.holders().get(value).size() > 1) {
      return true;
    }
    for (int p = wiring.first(); p < program.parts().size(); p++) {
      var takes = wiring.takes().get(p);
      for (int i = 0; i < takes.size(); i++) {
        boolean isHere = takes.get(i) == value && sites.ofPart()[p] == device;
        if (isHere
            && (program.timings().get(p).isPresent()
                || !program.parts().get(p).executable().isSpent(i))) {
          return true;
        }
      }
    }
    return false;
  }

  /// Gives the values that settle a place until {@link #end}, where runs do not read them.
  void begin() {
    end();
    var bytes = new HashMap<Integer, Long>();
    var offsets = new HashMap<RunMemory.Place, Long>();
    brief.forEach((place, size) -> {
      long at = bytes.getOrDefault(place.device(), 0L);
      offsets.put(place, at);
      bytes.put(place.device(), Math.addExact(at, MemoryPlan.align(size)));
    });
    bytes.forEach((device, all) -> passing.put(device, devices.get(device).allocate(all)));
    offsets.forEach((place, at) ->
        settled.put(
            place,
            Objects.requireNonNull(passing.get(place.device()))
                .slice(at, Objects.requireNonNull(brief.get(place)))));
  }

  /// Everything is prepared: what was needed for that goes.
  void end() {
    brief.keySet().forEach(place -> settled.put(place, NOTHING));
    passing.values().forEach(Memory::close);
    passing.clear();
  }

  /// Where a settled value lies.
  Memory place(int value, int device) {
    return Objects.requireNonNull(settled.get(new RunMemory.Place(value, device)));
  }

  boolean isNothing() {
    return allocated.isEmpty() && brief.isEmpty();
  }

  /// What the launch of a part, or of one of its kernels, gets as its last argument; empty where it
  /// wants nothing.
  List<Memory> prepared(int part, int step) {
    var preparation = prepared.get(new Slot(part, step));
    return preparation == null ? List.of() : List.of(preparation.memory());
  }

  /// Lets the backends look at what runs do not change.
  ///
  /// @param from the first of the parts that are meant
  /// @param to the first of those that are not
  /// @param place where a value lies on a device
  void renew(int from, int to, BiFunction<Integer, Integer, Memory> place) {
    for (var entry : prepared.entrySet()) {
      int part = entry.getKey().part();
      if (from <= part && part < to) {
        renew(entry.getValue(), place);
      }
    }
  }

  private void renew(Preparation each, BiFunction<Integer, Integer, Memory> place) {
    var inputs =
        each.inputs().stream()
            .map(input -> input.map(v -> place.apply(v, each.device())).orElse(NOTHING))
            .toList();
    try {
      devices.get(each.device()).prepare(each.executable(), inputs, each.memory());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw new Defect(
          "prepare",
          "%s: prepare on %s (%s): %s"
              .formatted(
                  each.executable().plan().name(),
                  each.part().target().name(),
                  each.part().backend().label(),
                  Plugin.facts(each.part().backend(), e)),
          Optional.empty());
    }
  }

  void close() {
    end();
    allocated.forEach(Memory::close);
    allocated.clear();
  }
}
