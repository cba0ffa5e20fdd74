package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;
import org.junit.jupiter.api.Test;

class CpuDeviceTest {
  private static final String ROWS =
      """
      kernel rows(x: f32[300, 500], y: f32[300])
        for i < 300 cores
          alloc acc: f32[] registers
          acc[] = 0.0
          for j < 500
            acc[] add= exp(x[i, j])
          y[i] = acc[]
      """;

  @Test
  void resultsDoNotDependOnThreads() {
    var kernel = KernelParse.kernel(ROWS);
    var alone = Runs.run(new CpuBackend(new Machine(32, 1, "")), kernel, new Random(3));
    for (int threads = 2; threads < 9; threads++) {
      assertArrayEquals(
          alone, Runs.run(new CpuBackend(new Machine(32, threads, "")), kernel, new Random(3)));
    }
  }

  @Test
  void closingEndsThreads() {
    var machine = new Machine(0, 4, "");
    var backend = new CpuBackend(machine);
    try (var device = backend.open(machine.target())) {
      assertEquals(3, workers(), device.toString());
    }
    assertEquals(0, workers());
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("ashlar-cpu-"))
        .count();
  }

  @Test
  void aPlaceOutOfRangeIsNamedWithItsDimension() {
    var kernel =
        KernelParse.kernel(
            """
            kernel take(x: f32[3, 4], at: i64[2], y: f32[2, 4])
              for i < 2
                for j < 4 vector
                  y[i, j] = x[at[i], j]
            """);
    var data =
        List.of(
            Runs.floats(new double[12]),
            org.ashlar.ir.TensorData.of(DType.I64, new double[] {1, 3}, 2),
            Runs.floats(new double[8]));
    var e = assertThrows(LaunchException.class, () -> Runs.run(new CpuBackend(), kernel, data));
    assertEquals(
        "kernel take: x[3, _]: place out of range: the size of dimension 0 is 3", e.getMessage());
  }

  @Test
  void memoryIsCountedAndRefusedInWords() {
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    try (var device = (CpuDevice) backend.open(target)) {
      var memory = device.allocate(1000);
      assertEquals(1000, device.held());
      memory.close();
      memory.close();
      assertEquals(0, device.held());
      var e = assertThrows(OutOfMemoryError.class, () -> device.allocate(1L << 60));
      assertTrue(
          e.getMessage().startsWith("cpu: not enough memory for 1152921504606846976 bytes"),
          e.getMessage());
    }
  }

  @Test
  void unsupportedDtypesAreRefusedWithTheReason() {
    var kernel =
        KernelParse.kernel(
            """
            kernel complex(x: c64[2], y: c64[2])
              for i < 2
                y[i] = x[i]
            """);
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    assertEquals(
        "kernel complex: x: memory cannot hold c64", backend.supports(kernel, target).reason());
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> backend.compile(Plan.of(kernel), target));
    assertEquals("cpu: kernel complex: x: memory cannot hold c64", e.getMessage());
  }

  @Test
  void equalKernelsShareAClass() {
    var backend = new CpuBackend(Machine.here());
    var target = backend.targets().getFirst();
    var one = KernelParse.kernel(ROWS);
    var other = KernelParse.kernel(ROWS.replace("kernel rows", "kernel other"));
    var a = (CpuExecutable) backend.compile(Plan.of(one), target);
    var b = (CpuExecutable) backend.compile(Plan.of(other), target);
    assertEquals(a.entry(0).compiled(), b.entry(0).compiled());
    assertTrue(a.listing().contains("class of kernel rows"), a.listing());
  }

  @Test
  void lateLaunchesEnd() {
    var kernel =
        KernelParse.kernel(
            """
            kernel slow(x: f64[64])
              for i < 64 cores
                for j < 2000000000
                  x[i] add= sin(x[i])
            """);
    var backend = new CpuBackend(new Machine(0, 2, ""));
    var target = backend.targets().getFirst();
    try (var device = backend.open(target)) {
      var launch =
          device.launch(
              backend.compile(Plan.of(kernel), target), List.of(device.allocate(512)), new long[0]);
      var e = assertThrows(LaunchException.class, () -> launch.await(Duration.ofMillis(30)));
      assertTrue(e.isLate());
      assertEquals("run slow: not done after PT0.03S", e.getMessage());
    }
  }

  /// A bundle's loader, with the kernels and threads it made, is collected once the device is
  /// closed.
  @Test
  void theLoaderIsCollected() throws Exception {
    var loader = usedLoader();
    for (int i = 0; i < 50 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertFalse(loader.get() != null, "the loader is still held");
  }

  private static WeakReference<ClassLoader> usedLoader() throws Exception {
    var place = CpuBackend.class.getProtectionDomain().getCodeSource().getLocation();
    var parent = CpuDeviceTest.class.getClassLoader();
    try (var loader = new OwnFirst(place, parent)) {
      var backend =
          (Backend) loader.loadClass(CpuBackend.class.getName()).getConstructor().newInstance();
      assertEquals(loader, backend.getClass().getClassLoader());
      var target = backend.targets().getFirst();
      var kernel = KernelParse.kernel(ROWS);
      try (var device = backend.open(target)) {
        List<Memory> memories = List.of(device.allocate(600_000), device.allocate(1200));
        for (int i = 0; i < 20; i++) {
          device
              .launch(backend.compile(Plan.of(kernel), target), memories, new long[0])
              .await(Duration.ofSeconds(20));
        }
      }
      return new WeakReference<>(loader);
    }
  }

  /// Loads this bundle's classes itself, all others from its parent.
  private static final class OwnFirst extends URLClassLoader {
    OwnFirst(URL place, ClassLoader parent) {
      super(new URL[] {place}, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("org.ashlar.cpu.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        var known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }
  }
}
