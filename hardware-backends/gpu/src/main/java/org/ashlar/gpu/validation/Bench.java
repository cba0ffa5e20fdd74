package org.ashlar.gpu.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Extent;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.gpu.timing.Measured;
import org.ashlar.gpu.timing.Options;
import org.ashlar.gpu.timing.Timing;
import org.ashlar.ptx.Parser;
import org.ashlar.simulation.profile.Profile;

/// Kernels of this bundle, with memory for their arguments. For one thread.
public final class Bench implements AutoCloseable {
  private static final long MOST = 6L << 30;

  private final DeviceMemory memory = new DeviceMemory(MOST);
  private final Map<String, Measured> modules = new HashMap<>();
  private final List<LoadedModule> loaded = new ArrayList<>();
  private final List<long[]> buffers = new ArrayList<>();
  private final Map<String, Integer> counted = counted();
  private Options options = Options.SAMPLED;

  /// How much of each kernel is run in detail from now on.
  public void options(Options of) {
    options = of;
  }

  public Options options() {
    return options;
  }

  public DeviceMemory memory() {
    return memory;
  }

  /// Zeroed memory until [#clear].
  public long buffer(long bytes) {
    long address = memory.allocate(bytes);
    buffers.add(new long[] {address, bytes});
    return address;
  }

  /// Gives all buffers back.
  public void clear() {
    buffers.forEach(each -> memory.free(each[0]));
    buffers.clear();
  }

  /// Times an entry of a PTX text of this package.
  ///
  /// @param file its name without ending
  /// @param registers of a thread, 0 for what ptxas counted or else this project
  public Timing time(
      Profile card, String file, String entry, Grid grid, int registers, Long... arguments) {
    int count = registers > 0 ? registers : counted.getOrDefault(entry, 0);
    return module(file).time(entry, grid, Arguments.of(arguments), count, card, options, buffers);
  }

  /// Times an entry of another text.
  public Timing timeText(
      Profile card, String name, String text, String entry, Grid grid, Long... arguments) {
    return modules
        .computeIfAbsent(name, key -> load(key, text))
        .time(entry, grid, Arguments.of(arguments), 0, card, options, buffers);
  }

  private Measured module(String file) {
    return modules.computeIfAbsent(file, key -> load(key, text(key + ".ptx")));
  }

  private Measured load(String name, String text) {
    var module = new LoadedModule(Parser.parse(name, text), memory);
    loaded.add(module);
    return new Measured(module, memory);
  }

  /// What an assembler counted, where it was asked once.
  private static Map<String, Integer> counted() {
    var counts = new HashMap<String, Integer>();
    text("registers.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" "))
        .forEach(each -> counts.put(each[0], Integer.parseInt(each[1])));
    return counts;
  }

  /// A file of kernels: CUDA sources and the PTX made of them.
  public static String text(String name) {
    try (var in = Bench.class.getResourceAsStream("/org/ashlar/gpu/kernels/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("kernels: no such file in this bundle: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  static Grid grid(int blocksX, int blocksY, int threadsX, int threadsY) {
    return new Grid(Extent.of(blocksX, blocksY), Extent.of(threadsX, threadsY), 0);
  }

  static Grid grid(int blocks, int threads, int shared) {
    return new Grid(Extent.of(blocks), Extent.of(threads), shared);
  }

  /// The bits of an argument of type f32.
  static long single(float value) {
    return Float.floatToRawIntBits(value) & 0xFFFF_FFFFL;
  }

  @Override
  public void close() {
    loaded.forEach(LoadedModule::close);
    memory.close();
  }
}
