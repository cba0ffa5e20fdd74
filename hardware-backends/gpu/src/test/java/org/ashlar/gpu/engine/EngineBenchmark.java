package org.ashlar.gpu.engine;

/// A main class that tells how many warp instructions a second the engines execute, for some
/// kernels.
final class EngineBenchmark {
  private static final String LOOP =
      """
      mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x; mad.lo.u32 %r4, %r2, %r3, %r1;
      mul.wide.u32 %d0, %r4, 4; add.s64 %d1, %p0, %d0; ld.global.f32 %f1, [%d1];
      mov.f32 %f2, 0f3F800000; mov.f32 %f3, 0f3F000000; mov.f32 %f4, %f1; mov.f32 %f5, %f2; mov.u32 %r5, 0;
      LOOP: fma.rn.f32 %f2, %f1, %f2, %f3; fma.rn.f32 %f3, %f1, %f3, %f2; fma.rn.f32 %f4, %f1, %f4, %f3;
      fma.rn.f32 %f5, %f1, %f5, %f4; fma.rn.f32 %f6, %f1, %f2, %f3; fma.rn.f32 %f7, %f1, %f3, %f4;
      add.u32 %r5, %r5, 1; setp.lt.u32 %q1, %r5, 256; @%q1 bra LOOP;
      add.f32 %f2, %f2, %f3; add.f32 %f4, %f4, %f5; add.f32 %f2, %f2, %f4; st.global.f32 [%d1], %f2;
      """;

  private static final String AXPY =
      """
      mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x; mad.lo.u32 %r4, %r2, %r3, %r1;
      mul.wide.u32 %d0, %r4, 4; add.s64 %d1, %p0, %d0; add.s64 %d2, %p1, %d0;
      ld.global.f32 %f1, [%d1]; ld.global.f32 %f2, [%d2]; fma.rn.f32 %f3, %f1, 0f40000000, %f2; st.global.f32 [%d2], %f3;
      """;

  private EngineBenchmark() {}

  /// @param arguments texts of `sgemm.ptx` and `tensor.ptx`, or none
  public static void main(String[] arguments) throws java.io.IOException {
    measure("arithmetic in a loop", Device.of(1, LOOP), "k", Grid.of(256, 256), 1 << 16);
    measure("a x + y", Device.of(2, AXPY), "k", Grid.of(4096, 256), 1 << 20);
    for (var file : arguments) {
      var text = java.nio.file.Files.readString(java.nio.file.Path.of(file));
      var square = new Extent(16, 16, 1);
      if (file.endsWith("sgemm.ptx")) {
        measure(
            "product, naive",
            new Device(text),
            "naive",
            new Grid(square, Extent.of(256), 0),
            1 << 16,
            256L);
        measure(
            "product, tiles",
            new Device(text),
            "tiled",
            new Grid(square, Extent.of(256), 0),
            1 << 16,
            256L);
        measure(
            "product, blocks",
            new Device(text),
            "blocked",
            new Grid(Extent.of(2, 2), Extent.of(256), 0),
            1 << 16,
            256L);
      } else {
        measure(
            "product, wmma",
            new Device(text),
            "fragments",
            new Grid(square, Extent.of(32), 0),
            1 << 16,
            256L);
      }
    }
  }

  /// Processor time of this thread: other programs on the machine do not count.
  private static long now() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// @param last numbers behind the buffers
  private static void measure(
      String name, Device device, String entry, Grid grid, int elements, Long... last) {
    try (device) {
      var kernel = device.kernel(entry);
      int parameters = kernel.entry().parameters().size();
      var values = new Long[parameters];
      for (int i = 0; i < parameters; i++) {
        int behind = i - (parameters - last.length);
        values[i] = behind >= 0 ? last[behind] : device.floats(new float[elements]);
      }
      var launch = new Launch(kernel, grid, Arguments.of(values), device.memory, Watch.NONE);
      long begin = now();
      long issued = GridRun.run(launch);
      begin = now();
      GridRun.run(launch);
      double slow = (now() - begin) * 1e-9;
      double best = Double.MAX_VALUE;
      var how = "";
      for (int i = 0; i < 12; i++) {
        begin = now();
        how = new Engine(1).run(launch).how();
        best = Math.min(best, (now() - begin) * 1e-9);
      }
      System.out.printf(
          "%-22s %,12d warp instructions: interpreter %.1f M/s, %s %.1f M/s%n",
          name, issued, issued / slow * 1e-6, how, issued / best * 1e-6);
    }
  }
}
