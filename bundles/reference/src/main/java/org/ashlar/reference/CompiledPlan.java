package org.ashlar.reference;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Plan.Action;

/// A plan whose kernels are compiled for known sizes. Immutable.
final class CompiledPlan {
  private final Plan plan;
  private final Scope scope;
  private final Plain scalars;
  private final Map<Action.Launch, CompiledKernel> kernels = new IdentityHashMap<>();

  CompiledPlan(Plan plan, Map<String, Long> sizes) {
    this.plan = plan;
    this.scope = new Scope("plan " + plan.name(), sizes, new Slots());
    this.scalars = new Plain(scope, new NoReads());
    compile(plan.actions(), sizes);
  }

  private void compile(List<Action> actions, Map<String, Long> sizes) {
    for (var action : actions) {
      switch (action) {
        case Action.Launch a -> {
          if (a.arguments().size() != a.kernel().parameters().size()) {
            throw new IllegalArgumentException(
                "plan "
                    + plan.name()
                    + ": kernel "
                    + a.kernel().name()
                    + ": has "
                    + a.kernel().parameters().size()
                    + " parameters, given "
                    + a.arguments().size());
          }
          kernels.put(a, new CompiledKernel(a.kernel(), sizes));
        }
        case Action.Copy a -> {}
        case Action.Repeat a -> compile(a.body(), sizes);
        case Action.Branch a -> {
          compile(a.then(), sizes);
          compile(a.otherwise(), sizes);
        }
      }
    }
  }

  /// The memory of every buffer of the plan, from the arguments of a launch.
  ///
  /// @throws IllegalArgumentException when there are too many or too few, or one is too small
  Map<Buffer, MemorySegment> bind(List<MemorySegment> arguments) {
    int inputs = plan.inputs().size();
    int parameters = inputs + plan.outputs().size();
    long space =
        plan.workspace().stream().mapToLong(s -> s.offset() + bytes(s.buffer())).max().orElse(0);
    int expected = parameters + (space > 0 ? 1 : 0);
    // a workspace that is empty at these sizes may be given all the same
    if (arguments.size() != expected
        && (arguments.size() != parameters + 1 || plan.workspace().isEmpty())) {
      throw new IllegalArgumentException(
          "plan " + plan.name() + ": needs " + expected + " arguments, not " + arguments.size());
    }
    var memory = new HashMap<Buffer, MemorySegment>();
    for (int i = 0; i < parameters; i++) {
      var buffer = i < inputs ? plan.inputs().get(i) : plan.outputs().get(i - inputs);
      memory.put(buffer, part("argument " + buffer.name(), arguments.get(i), 0, bytes(buffer)));
    }
    for (var slot : plan.workspace()) {
      memory.put(
          slot.buffer(),
          part("workspace", arguments.getLast(), slot.offset(), bytes(slot.buffer())));
    }
    return memory;
  }

  private MemorySegment part(String what, MemorySegment of, long offset, long bytes) {
    if (of.byteSize() < offset + bytes) {
      throw new IllegalArgumentException(
          "plan "
              + plan.name()
              + ": "
              + what
              + ": needs "
              + (offset + bytes)
              + " bytes, not "
              + of.byteSize());
    }
    return of.asSlice(offset, bytes);
  }

  private long bytes(Buffer buffer) {
    long bytes = buffer.dtype().bytes();
    for (var size : buffer.sizes()) {
      bytes = Math.multiplyExact(bytes, number(size));
    }
    return bytes;
  }

  private long number(Expr size) {
    return scalars.whole(size).at(new Frame(scope.slots, new Control()));
  }

  /// Runs the actions in order; gives the number of launches.
  long run(Map<Buffer, MemorySegment> memory, Control control) {
    try (var arena = Arena.ofConfined()) {
      var run = new Running(memory, control, arena);
      run.all(plan.actions());
      return run.launches;
    }
  }

  /// One run: the memory of each buffer, and a frame for each launch action, used again by every
  /// repeat.
  private final class Running {
    private final Map<Buffer, MemorySegment> memory;
    private final Control control;
    private final Arena arena;
    private final Map<Action.Launch, Frame> frames = new IdentityHashMap<>();
    private long launches;

    Running(Map<Buffer, MemorySegment> memory, Control control, Arena arena) {
      this.memory = memory;
      this.control = control;
      this.arena = arena;
    }

    void all(List<Action> actions) {
      for (var action : actions) {
        control.check();
        switch (action) {
          case Action.Launch a -> launch(a);
          case Action.Copy a -> memory(a.to()).copyFrom(memory(a.from()));
          case Action.Repeat a -> {
            long times = number(a.times());
            for (long i = 0; i < times; i++) {
              all(a.body());
            }
          }
          case Action.Branch a ->
              all(memory(a.when()).get(ValueLayout.JAVA_BYTE, 0) != 0 ? a.then() : a.otherwise());
        }
      }
    }

    private void launch(Action.Launch a) {
      var kernel = kernels.get(a);
      if (kernel == null) {
        throw new IllegalStateException(a.kernel().name() + ": no such launch was compiled");
      }
      var frame =
          frames.computeIfAbsent(
              a,
              k -> kernel.frame(a.arguments().stream().map(this::memory).toList(), arena, control));
      kernel.run(frame);
      launches++;
    }

    private MemorySegment memory(Buffer buffer) {
      var segment = memory.get(buffer);
      if (segment == null) {
        throw new IllegalArgumentException(
            "plan "
                + plan.name()
                + ": buffer "
                + buffer.name()
                + ": neither a parameter nor in the workspace");
      }
      return segment;
    }
  }

  /// Sizes and times read nothing.
  private static final class NoReads implements Reads {
    @Override
    public Whole whole(Expr.Read read, Scalars in) {
      throw new IllegalArgumentException("plan: a size must not read " + read.of().name());
    }

    @Override
    public Real real(Expr.Read read, Scalars in) {
      throw new IllegalArgumentException("plan: a size must not read " + read.of().name());
    }
  }
}
