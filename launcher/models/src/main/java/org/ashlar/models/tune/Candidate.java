package org.ashlar.models.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Binding;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;

/// A kernel compiled under some facts, with memory of its own, ready to be timed.
///
/// It runs on several copies of its memory in turn where they are small, so that numbers are not
/// always found where the last run left them.
final class Candidate implements AutoCloseable {
  private static final long NANOS = 20_000_000_000L;
  private static final long LEAST_BYTES = 4 << 20;
  private static final long MOST_COPIES = 4;

  /// Numbers that are repeated until a buffer is full.
  private static final int PATTERN = 1 << 12;

  private final List<Memory> owned = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();
  private final Executable executable;
  private int next;

  /// Compiles a kernel.
  ///
  /// @param kernel scheduled; of the subject's parameters
  /// @throws RuntimeException when it cannot be compiled
  static Executable compile(
      Backend backend, Subject subject, Kernel kernel, Map<String, Double> facts) {
    return backend.compile(
        Plan.of(kernel), subject.target(), subject.constantOf(kernel), (_, _, _, _) -> facts);
  }

  /// Loads a compiled kernel and runs it once.
  ///
  /// @throws RuntimeException when it does not run on random numbers
  Candidate(Device device, Kernel kernel, Executable executable) {
    this.executable = executable;
    var plan = executable.plan();
    long bytes = kernel.parameters().stream().mapToLong(Buffer::bytes).sum();
    long copies = Math.clamp(LEAST_BYTES / Math.max(1, bytes), 1, MOST_COPIES);
    try {
      for (int copy = 0; copy < copies; copy++) {
        bindings.add(bind(device, plan, executable));
      }
      bindings.forEach(binding -> binding.run(NANOS));
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Binding bind(Device device, Plan plan, Executable executable) {
    var arguments = new ArrayList<Memory>();
    var random = new Random(1);
    for (var buffer : plan.inputs()) {
      arguments.add(filled(device, buffer, random));
    }
    for (var buffer : plan.outputs()) {
      arguments.add(allocate(device, buffer.bytes()));
    }
    if (executable.preparedBytes() > 0) {
      var prepared = allocate(device, executable.preparedBytes());
      device.prepare(executable, arguments.subList(0, plan.inputs().size()), prepared);
      arguments.add(prepared);
    }
    return device.bind(executable, arguments, new long[0]);
  }

  private Memory allocate(Device device, long bytes) {
    owned.add(device.allocate(Math.max(1, bytes)));
    return owned.getLast();
  }

  /// Floats from 0 to 1; whole numbers of more than 8 bits may be places, so they are 0.
  private Memory filled(Device device, Buffer buffer, Random random) {
    var memory = allocate(device, buffer.bytes());
    var dtype = buffer.dtype();
    var numbers = new double[(int) Math.min(PATTERN, buffer.shape().elements())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          dtype.isFloat() ? random.nextDouble() : dtype.bits() == 8 ? random.nextInt(100) : 0;
    }
    var pattern = Memory.ofHost(TensorData.of(dtype, numbers, numbers.length).data());
    for (long at = 0; at < buffer.bytes(); at += pattern.bytes()) {
      device.copy(memory, at, pattern, 0, Math.min(pattern.bytes(), buffer.bytes() - at));
    }
    return memory;
  }

  Executable executable() {
    return executable;
  }

  void run() {
    bindings.get(next).run(NANOS);
    next = (next + 1) % bindings.size();
  }

  @Override
  public void close() {
    bindings.forEach(Binding::close);
    owned.forEach(Memory::close);
  }
}
