package org.ashlar.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// A variable of an instance: its number on every device that needs it, and, where runs change it,
/// memory for the next one. A run writes the next number; {@link #commit} makes it the current one.
final class Variable {
  private final TensorType type;
  private final List<Device> devices;
  private Map<Integer, Memory> current;
  private Map<Integer, Memory> next = Map.of();

  private Variable(TensorType type, List<Device> devices, Map<Integer, Memory> current) {
    this.type = type;
    this.devices = devices;
    this.current = current;
  }

  /// @param holders the devices that need it, by place in `devices`
  /// @param often those of them that read it at every run
  /// @param updated whether runs change it
  static Variable of(
      TensorType type,
      List<Device> devices,
      Set<Integer> holders,
      IntPredicate often,
      TensorData data,
      boolean updated) {
    var there = Memory.ofHost(data.data());
    // what nobody can write or close stays as it is
    boolean stays =
        !updated
            && data.data().isReadOnly()
            && holders.stream().allMatch(d -> devices.get(d).reads(there, often.test(d)));
    if (stays) {
      var current = new HashMap<Integer, Memory>();
      holders.forEach(device -> current.put(device, there));
      return new Variable(type, devices, current);
    }
    var variable = new Variable(type, devices, filled(devices, holders, data));
    if (updated) {
      try {
        variable.next = allocate(devices, holders, Sizes.bytes(type));
      } catch (Throwable e) {
        variable.close();
        throw e;
      }
    }
    return variable;
  }

  TensorType type() {
    return type;
  }

  /// Its number now, on a device.
  Memory current(int device) {
    return held(current, device);
  }

  /// Whether a run writes its next number on a device.
  boolean hasNext(int device) {
    return next.containsKey(device);
  }

  Memory next(int device) {
    return held(next, device);
  }

  /// Brings the next number, made on one device, to the others.
  void bring(Memory made, int madeOn) {
    next.forEach((device, memory) -> {
      if (memory != made) {
        Transfer.move(devices.get(device), memory, devices.get(madeOn), made, Sizes.bytes(type));
      }
    });
  }

  /// Makes the next number the current one. Cannot fail.
  void commit() {
    var old = current;
    current = next;
    next = old;
  }

  /// Replaces the current number; keeps the old one where that fails.
  void assign(TensorData data) {
    if (next.keySet().equals(current.keySet())) {
      next.forEach((device, memory) -> Transfer.upload(devices.get(device), memory, data));
      commit();
      return;
    }
    var fresh = filled(devices, current.keySet(), data);
    var old = current;
    current = fresh;
    old.values().forEach(Memory::close);
  }

  TensorData read() {
    var first = current.entrySet().iterator().next();
    return Transfer.download(devices.get(first.getKey()), first.getValue(), type);
  }

  void close() {
    current.values().forEach(Memory::close);
    next.values().forEach(Memory::close);
  }

  private static Memory held(Map<Integer, Memory> by, int device) {
    var memory = by.get(device);
    if (memory == null) {
      throw new IllegalStateException("variable: not on device " + device);
    }
    return memory;
  }

  private static Map<Integer, Memory> filled(
      List<Device> devices, Set<Integer> holders, TensorData data) {
    var made = allocate(devices, holders, Sizes.bytes(data.type()));
    try {
      made.forEach((device, memory) -> Transfer.upload(devices.get(device), memory, data));
      return made;
    } catch (Throwable e) {
      made.values().forEach(Memory::close);
      throw e;
    }
  }

  private static Map<Integer, Memory> allocate(
      List<Device> devices, Set<Integer> holders, long bytes) {
    var made = new HashMap<Integer, Memory>();
    try {
      for (int device : holders) {
        made.put(device, devices.get(device).allocate(Math.max(1, bytes)));
      }
      return made;
    } catch (Throwable e) {
      made.values().forEach(Memory::close);
      throw e;
    }
  }
}
