package org.ashlar.gpu.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import org.ashlar.ptx.Parser;

/// A device for tests: a text is loaded, arrays become buffers, results are read back.
final class Device implements AutoCloseable {
  static final String HEAD = ".version 8.0\n.target sm_80\n.address_size 64\n";

  final DeviceMemory memory = new DeviceMemory(1 << 26);
  private final LoadedModule module;

  Device(String text) {
    module = new LoadedModule(Parser.parse("test.ptx", text), memory);
  }

  /// An entry `k` with parameters `p0`, `p1`, … of 64 bits, registers of every kind and a body.
  static Device of(int parameters, String body) {
    var names = new ArrayList<String>();
    var loads = new StringBuilder();
    for (int i = 0; i < parameters; i++) {
      names.add(".param .u64 p" + i);
      loads.append("ld.param.u64 %p").append(i).append(", [p").append(i).append("];\n");
    }
    return new Device(
        HEAD
            + ".visible .entry k("
            + String.join(", ", names)
            + ")\n{\n.reg .pred %q<16>;\n.reg .b16 %h<16>;\n.reg .b32 %r<64>;\n.reg .f32 %f<64>;\n"
            + ".reg .b64 %d<64>;\n.reg .f64 %g<16>;\n.reg .b64 %p<16>;\n"
            + loads
            + body
            + "\nret;\n}\n");
  }

  Kernel kernel() {
    return kernel("k");
  }

  Kernel kernel(String name) {
    return module.kernel(name);
  }

  LoadedModule module() {
    return module;
  }

  long ints(int... values) {
    return put(MemorySegment.ofArray(values));
  }

  long floats(float... values) {
    return put(MemorySegment.ofArray(values));
  }

  long longs(long... values) {
    return put(MemorySegment.ofArray(values));
  }

  long shorts(short... values) {
    return put(MemorySegment.ofArray(values));
  }

  private long put(MemorySegment values) {
    long at = memory.allocate(values.byteSize());
    memory.write(at, values);
    return at;
  }

  int[] ints(long at, int count) {
    return memory.at(at, 4L * count).toArray(ValueLayout.JAVA_INT);
  }

  float[] floats(long at, int count) {
    return memory.at(at, 4L * count).toArray(ValueLayout.JAVA_FLOAT);
  }

  long[] longs(long at, int count) {
    return memory.at(at, 8L * count).toArray(ValueLayout.JAVA_LONG);
  }

  /// Runs by the engine that users get, which must say how.
  void run(String how, Grid grid, Long... arguments) {
    var launch = new Launch(kernel(), grid, Arguments.of(arguments), memory, Watch.NONE);
    var ran = new Engine(2).run(launch);
    if (!ran.how().equals(how)) {
      throw new AssertionError(ran.how() + ", not " + how);
    }
  }

  long run(Grid grid, Long... arguments) {
    return run(grid, Watch.NONE, arguments);
  }

  long run(Grid grid, Watch watch, Long... arguments) {
    return GridRun.run(new Launch(kernel(), grid, Arguments.of(arguments), memory, watch));
  }

  /// The words that one warp writes, lane `l` to the l-th: the text computes `%r0`, lanes are in
  /// `%r1`.
  static int[] lanes(String body, int... input) {
    try (var device = words(body)) {
      long out = device.memory.allocate(4 * 32);
      long in = device.ints(Arrays.copyOf(input, Math.max(32, input.length)));
      device.run(Grid.of(1, 32), out, in);
      return device.ints(out, 32);
    }
  }

  /// `p0` is the result, `%r2` this lane's word of `p1`.
  static Device words(String body) {
    return of(
        2,
        """
        mov.u32 %r1, %tid.x;
        mul.wide.u32 %d0, %r1, 4;
        add.s64 %d1, %p1, %d0;
        ld.global.u32 %r2, [%d1];
        """
            + body
            + """

            add.s64 %d2, %p0, %d0;
            st.global.u32 [%d2], %r0;
            """);
  }

  @Override
  public void close() {
    memory.close();
  }
}
