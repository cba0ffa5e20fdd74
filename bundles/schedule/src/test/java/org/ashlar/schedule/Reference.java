package org.ashlar.schedule;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Random;
import java.util.ServiceLoader;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Memory;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// Runs kernels of f32 on the reference device.
final class Reference {
  private Reference() {}

  /// The last parameter after a run on random numbers.
  static float[] run(Kernel kernel, long seed, long... sizes) {
    var backend =
        ServiceLoader.load(Backend.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(b -> b.targets().stream().anyMatch(t -> t.name().equals("reference")))
            .findFirst()
            .orElseThrow();
    var target = backend.targets().getFirst();
    var random = new Random(seed);
    try (var device = backend.open(target);
        var arena = Arena.ofConfined()) {
      var memories = new ArrayList<Memory>();
      MemorySegment last = MemorySegment.NULL;
      for (Buffer p : kernel.parameters()) {
        long elements = elements(p, kernel, sizes);
        last = arena.allocate(4 * elements, 64);
        for (long i = 0; i < elements; i++) {
          last.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
        }
        var memory = device.allocate(last.byteSize());
        device.copy(memory, 0, Memory.ofHost(last), 0, last.byteSize());
        memories.add(memory);
      }
      device
          .launch(backend.compile(Plan.of(kernel), target), memories, sizes)
          .await(Duration.ofSeconds(60));
      device.copy(Memory.ofHost(last), 0, memories.getLast(), 0, last.byteSize());
      return last.toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private static long elements(Buffer p, Kernel kernel, long[] sizes) {
    var by = new HashMap<Expr, Expr>();
    for (int i = 0; i < sizes.length; i++) {
      by.put(kernel.sizes().get(i), Expr.of(sizes[i]));
    }
    return p.sizes().stream()
        .mapToLong(size -> ((Expr.Const) Simplify.of(Rewrite.substitute(size, by))).bits())
        .reduce(1, (x, y) -> x * y);
  }
}
