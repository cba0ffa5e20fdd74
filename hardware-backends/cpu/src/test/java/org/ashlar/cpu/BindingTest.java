package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.backend.Binding;
import org.ashlar.backend.Device;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTest {
  private static final String ROWS =
      """
      kernel rows(x: f32[64, 500], y: f32[64])
        for i < 64 cores
          alloc acc: f32[] registers
          acc[] = 0.0
          for j < 500
            acc[] add= exp(x[i, j])
          y[i] = acc[]
      """;

  private static final String TAKE =
      """
      kernel take(x: f32[4], at: i64[2], y: f32[2])
        for i < 2
          y[i] = x[at[i]]
      """;

  private static final String PRODUCT =
      """
      kernel product(x: f32[64, 500], w: f32[500, 96], y: f32[64, 96])
        for i < 64
          for j < 96
            alloc acc: f32[] registers
            acc[] = 0.0
            for k < 500
              acc[] add= x[i, k] * w[k, j]
            y[i, j] = max(acc[], 0.0)
      """;

  @ParameterizedTest
  @ValueSource(strings = {ROWS, PRODUCT})
  void aRunAllocatesNothingOnceItIsWarm(String text) {
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    var plan = Plan.of(KernelParse.kernel(text));
    var executable = backend.compile(plan, target);
    try (var device = backend.open(target)) {
      var memories = new ArrayList<Memory>();
      plan.inputs().forEach(b -> memories.add(device.allocate(b.bytes())));
      plan.outputs().forEach(b -> memories.add(device.allocate(b.bytes())));
      var binding = device.bind(executable, memories, new long[0]);
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytes = Long.MAX_VALUE;
      for (int round = 0; round < 400 && bytes > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 200; i++) {
          binding.run(60_000_000_000L);
        }
        bytes = threads.getCurrentThreadAllocatedBytes() - before;
      }
      assertEquals(0, bytes);
    }
  }

  @Test
  void everyRunFindsWhatTheMemoryHoldsThen() {
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var x = device.allocate(16);
      var at = device.allocate(16);
      var y = device.allocate(8);
      var binding =
          device.bind(
              backend.compile(Plan.of(KernelParse.kernel(TAKE)), target),
              List.of(x, at, y),
              new long[0]);
      write(device, x, Runs.floats(new double[] {1, 2, 3, 4}));
      write(device, at, places(3, 0));
      assertArrayEquals(new float[] {4, 1}, run(device, binding, y));
      write(device, at, places(1, 4));
      var e = assertThrows(LaunchException.class, () -> binding.run(Long.MAX_VALUE));
      assertEquals(
          "kernel take: x[4]: place out of range: the size of dimension 0 is 4", e.getMessage());
      // a fault harms nothing else
      write(device, at, places(1, 2));
      assertArrayEquals(new float[] {2, 3}, run(device, binding, y));
      y.close();
      assertThrows(IllegalStateException.class, () -> binding.run(Long.MAX_VALUE));
    }
  }

  @Test
  void aRunAfterALateOneHasItsOwnLimit() {
    var kernel =
        KernelParse.kernel(
            """
            kernel slow(n: i64[], x: f64[64])
              for i < 64 cores
                for j < 200000000
                  if j < n[]
                    x[i] add= sin(x[i])
            """);
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var n = device.allocate(8);
      write(device, n, TensorData.scalar(DType.I64, 2e8));
      var binding =
          device.bind(
              backend.compile(Plan.of(kernel), target),
              List.of(n, device.allocate(512)),
              new long[0]);
      for (int time = 0; time < 2; time++) {
        var e = assertThrows(LaunchException.class, () -> binding.run(20_000_000));
        assertTrue(e.isLate());
        assertEquals("run slow: not done after PT0.02S", e.getMessage());
      }
    }
  }

  private static final String SCALE =
      """
      kernel scale(x: f32[64, 500], y: f32[64, 500])
        for i < 64 cores
          for j < 500
            y[i, j] = x[i, j] * 2.0
      """;

  @Test
  void aRunWorksWhereItsArgumentsAreLent() {
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    var isMachineCode = Processor.here().isa() != Isa.PORTABLE;
    try (var device = backend.open(target);
        var own = Arena.ofConfined();
        var shared = Arena.ofShared()) {
      var x = device.allocate(128_000);
      var y = device.allocate(128_000);
      var binding =
          device.bind(
              backend.compile(Plan.of(KernelParse.kernel(SCALE)), target),
              List.of(x, y),
              new long[0]);
      for (var arena : List.of(own, shared, Arena.ofAuto(), Arena.global())) {
        fill(device, x, 1);
        fill(device, y, 0);
        var from = arena.allocate(128_000, 64);
        var to = arena.allocate(128_000, 64);
        from.asSlice(0, 4).set(ValueLayout.JAVA_FLOAT, 0, 21);
        assertEquals(isMachineCode, binding.lend(0, Memory.ofHost(from)));
        assertEquals(isMachineCode, binding.lend(1, Memory.ofHost(to)));
        binding.run(Long.MAX_VALUE);
        if (isMachineCode) {
          assertEquals(42, to.get(ValueLayout.JAVA_FLOAT, 0));
          assertEquals(0, first(device, y), "its own memory is as it was");
          binding.run(Long.MAX_VALUE);
        }
        assertEquals(2, first(device, y), "lent for one run only");
      }
      var bytes = own.allocate(128_008, 64);
      assertFalse(binding.lend(0, Memory.ofHost(MemorySegment.ofArray(new float[32_000]))));
      assertFalse(binding.lend(0, Memory.ofHost(bytes.asSlice(8))), "not at a multiple of 64");
      assertFalse(binding.lend(0, Memory.ofHost(bytes.asSlice(0, 127_999))), "too small");
      var gone = Arena.ofShared();
      var data = gone.allocate(128_000, 64);
      boolean isLent = binding.lend(0, Memory.ofHost(data));
      gone.close();
      if (isLent) {
        var e = assertThrows(LaunchException.class, () -> binding.run(Long.MAX_VALUE));
        assertEquals("run scale: java.lang.IllegalStateException: Already closed", e.getMessage());
      }
      assertFalse(binding.lend(0, Memory.ofHost(data)));
      binding.run(Long.MAX_VALUE);
      assertEquals(2, first(device, y));
    }
  }

  @Test
  void onlyMemoryThatNobodyClosesLasts() {
    try (var shared = Arena.ofShared();
        var confined = Arena.ofConfined()) {
      assertFalse(Memory.ofHost(shared.allocate(64)).lasts());
      assertFalse(Memory.ofHost(confined.allocate(64)).lasts());
    }
    assertTrue(Memory.ofHost(Arena.ofAuto().allocate(64).asSlice(8)).lasts());
    assertTrue(Memory.ofHost(MemorySegment.NULL).lasts());
  }

  private static void fill(Device device, Memory to, float value) {
    var host = new float[(int) to.bytes() / 4];
    Arrays.fill(host, value);
    device.copy(to, 0, Memory.ofHost(MemorySegment.ofArray(host)), 0, to.bytes());
  }

  private static float first(Device device, Memory from) {
    var host = new float[1];
    device.copy(Memory.ofHost(MemorySegment.ofArray(host)), 0, from, 0, 4);
    return host[0];
  }

  private static TensorData places(double... at) {
    return TensorData.of(DType.I64, at, at.length);
  }

  private static void write(Device device, Memory to, TensorData data) {
    device.copy(to, 0, Memory.ofHost(data.data()), 0, to.bytes());
  }

  private static float[] run(Device device, Binding binding, Memory result) {
    binding.run(Long.MAX_VALUE);
    var host = TensorData.zeros(DType.F32, result.bytes() / 4);
    device.copy(Memory.ofHost(host.data()), 0, result, 0, result.bytes());
    return host.data().toArray(ValueLayout.JAVA_FLOAT);
  }
}
