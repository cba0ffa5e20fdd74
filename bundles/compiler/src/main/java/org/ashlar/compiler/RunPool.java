package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ashlar.backend.LaunchException;
import org.ashlar.ir.kernel.Space;

/// Memory for runs of some of a program's parts: that of finished runs is kept for the next ones.
final class RunPool {
  private static final int POOLED = 16;

  private final Compiled program;
  private final Sites sites;
  private final RunMemory.Layout layout;

  /// The last used last: what it holds is in the caches.
  private final List<RunMemory> pool = new ArrayList<>();

  /// Whether a value lies elsewhere on a device.
  @FunctionalInterface
  interface Held {
    boolean test(int value, int device);
  }

  /// @param from the first of the parts that run
  /// @param to the first of those that do not
  RunPool(Compiled program, Sites sites, int from, int to, Held held) {
    this.program = program;
    this.sites = sites;
    this.layout = RunMemory.Layout.of(program, sites, from, to, needs(from, to, held));
    checkCapacity();
  }

  /// The values that the parts need memory for, on each device; with the last parts also inputs and
  /// outputs that no part knows.
  private List<List<Integer>> needs(int from, int to, Held held) {
    var wiring = program.wiring();
    var values = new TreeSet<Integer>();
    for (int p = from; p < to; p++) {
      values.addAll(wiring.takes().get(p));
      values.addAll(wiring.gives().get(p));
    }
    if (to == program.parts().size()) {
      values.addAll(wiring.inputs().values());
      values.addAll(wiring.outputs().values());
    }
    var needs =
        Stream.<List<Integer>>generate(ArrayList::new).limit(sites.devices().size()).toList();
    for (int value : values) {
      for (int device : sites.holders().get(value)) {
        if (!held.test(value, device)) {
          needs.get(device).add(value);
        }
      }
    }
    return needs;
  }

  private void checkCapacity() {
    for (int device = 0; device < sites.devices().size(); device++) {
      var target = sites.devices().get(device).target();
      var capacity = target.bytes().get(Space.GLOBAL);
      if (capacity != null && layout.bytes()[device] > capacity) {
        throw LaunchException.memory(
            program.function().name()
                + ": a run takes "
                + layout.bytes()[device]
                + " bytes on "
                + target.name()
                + ", which has "
                + capacity);
      }
    }
  }

  RunMemory take() {
    synchronized (pool) {
      if (!pool.isEmpty()) {
        return pool.removeLast();
      }
    }
    return allocate();
  }

  void giveBack(RunMemory memory) {
    synchronized (pool) {
      if (pool.size() < POOLED) {
        pool.add(memory);
        return;
      }
    }
    memory.close();
  }

  RunMemory allocate() {
    try {
      return new RunMemory(layout, sites.devices(), program.wiring());
    } catch (OutOfMemoryError e) {
      throw LaunchException.memory(
          program.function().name() + ": not enough memory for a run: " + e.getMessage());
    }
  }

  void close() {
    synchronized (pool) {
      pool.forEach(RunMemory::close);
      pool.clear();
    }
  }
}
