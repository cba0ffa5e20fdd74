package org.ashlar.cpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Tuning;

/// The processor that this virtual machine runs on, as far as it can be asked.
///
/// Two system properties: `ashlar.threads`, the number of threads that share a loop;
/// `ashlar.cpu.isa=plain`, which forces plain loops where vectors would do.
///
/// @param vectorBytes the width of the preferred vector; 0: plain loops
/// @param reason why there are no vectors; empty where there are
record Machine(int vectorBytes, int threads, String reason) {
  static Machine here() {
    int threads =
        Math.max(
            1, Integer.getInteger("ashlar.threads", Runtime.getRuntime().availableProcessors()));
    if (System.getProperty("ashlar.cpu.isa", "").equals("plain")) {
      return new Machine(0, threads, "ashlar.cpu.isa=plain");
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new Machine(
          0, threads, "start java with --add-modules=jdk.incubator.vector to have vectors");
    }
    try {
      return new Machine(VectorMath.preferredBytes(), threads, "");
    } catch (LinkageError e) {
      return new Machine(
          0, threads, "this bundle is not wired to jdk.incubator.vector: " + e.getMessage());
    }
  }

  /// Its facts. Memory holds every number kind; arithmetic on narrow floats is done in f32 and
  /// rounded.
  Target target() {
    var dtypes = EnumSet.allOf(DType.class);
    dtypes.removeAll(List.of(DType.TF32, DType.C64, DType.C128, DType.STRING));
    boolean many = vectorBytes == 64 || System.getProperty("os.arch").equals("aarch64");
    return new Target(
        "cpu",
        vectorBytes,
        many ? 32 : 16,
        threads,
        Map.of(Space.SCRATCH, cache(2, 1 << 20)),
        List.of(),
        dtypes,
        Map.of("l1_bytes", (double) cache(1, 32 << 10), "l2_bytes", (double) cache(2, 1 << 20)));
  }

  /// Its facts where kernels become machine code.
  Target target(Isa isa) {
    var portable = target();
    var facts = new HashMap<>(portable.facts());
    // blocks are bound by registers, not by what the virtual machine likes to compile
    facts.put("block_nodes", 4000.0);
    // a vector that is not full costs no more than a mask
    facts.put("masks", 1.0);
    // vectors of numbers from wherever they are
    facts.put("gathers", 1.0);
    facts.put(Product.F32, 1.0);
    facts.put(Chain.FACT, 1.0);
    var processor = Processor.here();
    facts.put(Tuning.MACHINE, (double) processor.likeness());
    if (Factor.U8S8.runsOn(processor, isa) && Factor.S8S8.runsOn(processor, isa)) {
      facts.put(Product.I8, 1.0);
    }
    return new Target(
        portable.name(),
        isa.bytes(),
        LowKernel.REGISTERS,
        portable.cores(),
        portable.bytes(),
        portable.matrix(),
        portable.dtypes(),
        facts);
  }

  /// The bytes of the data cache of a level, as Linux tells; a usual size elsewhere.
  private static long cache(int level, long otherwise) {
    for (int i = 0; i < 6; i++) {
      var folder = Path.of("/sys/devices/system/cpu/cpu0/cache/index" + i);
      try {
        if (Files.readString(folder.resolve("level")).strip().equals("" + level)
            && !Files.readString(folder.resolve("type")).strip().equals("Instruction")) {
          var size = Files.readString(folder.resolve("size")).strip();
          return Long.parseLong(size.substring(0, size.length() - 1))
              << (size.endsWith("M") ? 20 : 10);
        }
      } catch (IOException | NumberFormatException _) {
        return otherwise;
      }
    }
    return otherwise;
  }
}
