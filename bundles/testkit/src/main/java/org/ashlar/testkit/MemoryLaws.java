package org.ashlar.testkit;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;

/// A device gives memory while it has some, says when it has not, and takes it back.
record MemoryLaws(Backend backend, Target target) {
  private static final long FAR_TOO_MUCH = 1L << 60;

  /// Memory that is not there is refused, with the number of bytes; what was given back can be had
  /// again; a closed device gives none.
  long counts() {
    long checked = 0;
    try (var device = backend.open(target)) {
      checked += refuses(device, FAR_TOO_MUCH);
      Refused.by("negative bytes", () -> device.allocate(-1));
      // nothing is held after a refusal
      for (int i = 0; i < 100; i++) {
        try (var memory = device.allocate(1 << 16)) {
          require(memory.bytes() == 1 << 16, "allocate(65536) gives " + memory.bytes() + " bytes");
        }
      }
      checked += 101;
    }
    if (target.bytes().containsKey(Space.GLOBAL)) {
      checked += capacity();
    }
    var closed = backend.open(target);
    closed.close();
    try {
      closed.allocate(16);
    } catch (RuntimeException e) {
      return checked + 1;
    }
    throw Laws.broken("a closed device still gives memory");
  }

  /// A target of 64 KiB gives no more, and all again once it was given back.
  private long capacity() {
    long all = 1 << 16;
    var small =
        new Target(
            target.name(),
            target.vectorBytes(),
            target.registers(),
            target.cores(),
            with(all),
            target.matrix(),
            target.dtypes(),
            target.facts());
    try (var device = backend.open(small)) {
      for (int round = 0; round < 3; round++) {
        try (var half = device.allocate(all / 2);
            var rest = device.allocate(all / 2)) {
          require(half.bytes() + rest.bytes() == all, "the capacity is not given");
          refuses(device, all / 2);
        }
      }
    }
    return 6;
  }

  private Map<Space, Long> with(long global) {
    var bytes = new EnumMap<Space, Long>(target.bytes());
    bytes.put(Space.GLOBAL, global);
    return bytes;
  }

  private static long refuses(Device device, long bytes) {
    try {
      device.allocate(bytes).close();
    } catch (OutOfMemoryError e) {
      require(
          String.valueOf(e.getMessage()).contains(String.valueOf(bytes)),
          "out of memory: the message must tell the bytes that were asked for: " + e.getMessage());
      return 1;
    }
    throw Laws.broken("allocate(" + bytes + "): must be refused: the device has no more");
  }

  /// Bytes arrive where they must, between host, device and slices; copies that reach outside are
  /// refused.
  long copies() {
    try (var device = backend.open(target)) {
      var memory = device.allocate(64);
      var other = device.allocate(64);
      var data = Small.ramp(16);
      var back = TensorData.zeros(DType.F32, 16);
      device.copy(memory, 0, Memory.ofHost(data.data()), 0, 64);
      device.copy(other, 0, memory.slice(32, 32), 0, 32);
      device.copy(other, 32, memory, 0, 32);
      device.copy(Memory.ofHost(back.data()), 0, other, 0, 64);
      long checked =
          Small.requireNumbers(
              "copies", back, 9, 10, 11, 12, 13, 14, 15, 16, 1, 2, 3, 4, 5, 6, 7, 8);
      Refused.by("a copy that reaches outside", () -> device.copy(memory, 40, other, 0, 32));
      Refused.by("a copy of negative bytes", () -> device.copy(memory, 0, other, 0, -1));
      List.of(memory, other).forEach(Memory::close);
      return checked + 2;
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw Laws.broken(message);
    }
  }
}
