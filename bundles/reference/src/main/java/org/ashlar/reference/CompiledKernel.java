package org.ashlar.reference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.kernel.Kernel;

/// A kernel as small functions, for known sizes. Immutable; each run has a frame of its own.
final class CompiledKernel {
  private final Kernel kernel;
  private final Slots slots = new Slots();
  private final Act body;
  private final long[] bytes;
  private final List<Loops.Local> locals;

  /// @param sizes by name
  /// @throws IllegalArgumentException when the kernel uses names that nothing binds
  CompiledKernel(Kernel kernel, Map<String, Long> sizes) {
    this.kernel = kernel;
    var loops = new Loops(new Scope("kernel " + kernel.name(), sizes, slots));
    kernel.parameters().forEach(loops::declare);
    bytes = kernel.parameters().stream().mapToLong(loops::bytes).toArray();
    body = loops.compile(kernel.body());
    locals = List.copyOf(loops.locals());
  }

  /// A frame for runs one after the other; local buffers lie in `arena`.
  Frame frame(List<MemorySegment> arguments, Arena arena, Control control) {
    var frame = new Frame(slots, control);
    for (int i = 0; i < arguments.size(); i++) {
      frame.memory[i] = require(i, arguments.get(i));
    }
    for (var local : locals) {
      frame.memory[local.memory()] = arena.allocate(Math.max(1, local.bytes()), 64);
    }
    return frame;
  }

  void run(Frame frame) {
    body.run(frame);
  }

  private MemorySegment require(int parameter, MemorySegment given) {
    if (given.byteSize() < bytes[parameter]) {
      throw new IllegalArgumentException(
          "kernel "
              + kernel.name()
              + ": argument "
              + kernel.parameters().get(parameter).name()
              + ": needs "
              + bytes[parameter]
              + " bytes, not "
              + given.byteSize());
    }
    return given;
  }
}
