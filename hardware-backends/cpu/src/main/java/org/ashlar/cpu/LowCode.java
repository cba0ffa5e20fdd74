package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Kernel;

/// A kernel as machine code: its functions, and in which order they are called.
final class LowCode extends Code {
  /// Work of a call that holds nobody up: some tens of microseconds.
  private static final double SHORT = 40_000;

  /// The work worth handing to another thread.
  private static final double GRAIN = 20_000;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  /// A function of the code.
  ///
  /// @param at its offset
  /// @param scratch the bytes of memory that it needs while it runs
  record Entry(int at, long scratch) {}

  /// Memory that several functions share.
  record Shared(int word, long bytes) {}

  /// What a kernel does next.
  sealed interface Step {
    /// @param weight an estimate of its work
    record Call(int function, double weight) implements Step {}

    /// @param weight of one iteration
    /// @param most that it may be
    record Parallel(int function, Expr extent, double weight, double most) implements Step {}
  }

  private final Kernel kernel;
  private final List<MemorySegment> functions;
  private final List<Entry> entries;
  private final List<Step> steps;
  private final List<Shared> shared;
  private final int words;
  private final boolean isLong;
  final List<CompiledKernel.Site> sites;
  final List<String> notes;
  private final String text;
  final byte[] bytes;

  /// Loads finished code.
  LowCode(
      Kernel kernel,
      byte[] bytes,
      String text,
      List<Entry> entries,
      List<Step> steps,
      List<Shared> shared,
      List<CompiledKernel.Site> sites,
      List<String> notes,
      boolean isLong) {
    this.kernel = kernel;
    var whole = MachineCode.load(List.of(bytes)).entry(0);
    this.functions = entries.stream().map(e -> whole.asSlice(e.at())).toList();
    this.entries = List.copyOf(entries);
    this.steps = List.copyOf(steps);
    this.shared = List.copyOf(shared);
    this.words = kernel.parameters().size() + kernel.sizes().size() + shared.size();
    this.sites = List.copyOf(sites);
    this.notes = List.copyOf(notes);
    this.isLong = isLong;
    this.text = text;
    this.bytes = bytes;
  }

  /// The instructions, for people.
  String listing() {
    var out =
        new StringBuilder("machine code of kernel ")
            .append(kernel.name())
            .append(", ")
            .append(bytes.length)
            .append(" bytes\n");
    notes.forEach(note -> out.append("  note: ").append(note).append('\n'));
    return out.append(text).toString();
  }

  @Override
  void run(Frame frame, MemorySegment[] parameters, long[] sizes) {
    var context = frame.context();
    long at = Context.WORDS;
    for (var parameter : parameters) {
      context.set(WORD, at, parameter.address());
      at += 8;
    }
    for (long size : sizes) {
      context.set(WORD, at, size);
      at += 8;
    }
    for (var part : shared) {
      context.set(WORD, part.word(), frame.take(part.bytes()).address());
    }
    for (var step : steps) {
      switch (step) {
        case Step.Call(int function, double weight) -> call(frame, function, weight);
        case Step.Parallel(int function, var extent, double weight, _) -> {
          long n = extent(extent, sizes);
          long grain = Math.max(1, (long) (GRAIN / Math.max(1, weight)));
          frame.cores(this, function, n, grain, parameters, words(context));
        }
      }
    }
    for (int i = 0; i < shared.size(); i++) {
      frame.give();
    }
    // the code knows addresses only
    Reference.reachabilityFence(parameters);
  }

  private long extent(Expr e, long[] sizes) {
    if (e instanceof Expr.Const(_, long n)) {
      return n;
    }
    var known = new java.util.HashMap<Expr.Size, Long>();
    for (int i = 0; i < sizes.length; i++) {
      known.put(kernel.sizes().get(i), sizes[i]);
    }
    return Sizes.value(e, known);
  }

  private long[] words(MemorySegment context) {
    var numbers = new long[words];
    for (int i = 0; i < words; i++) {
      numbers[i] = context.get(WORD, Context.WORDS + 8L * i);
    }
    return numbers;
  }

  @Override
  void part(int loop, Frame frame, long begin, long end, MemorySegment[] memories, long[] numbers) {
    var context = frame.context();
    for (int i = 0; i < numbers.length; i++) {
      context.set(WORD, Context.WORDS + 8L * i, numbers[i]);
    }
    context.set(WORD, Context.BEGIN, begin);
    context.set(WORD, Context.END, end);
    var step = steps.stream().filter(s -> s instanceof Step.Parallel p && p.function() == loop);
    double weight = ((Step.Parallel) step.findFirst().orElseThrow()).most();
    call(frame, loop, weight * (end - begin));
    Reference.reachabilityFence(memories);
  }

  private void call(Frame frame, int function, double weight) {
    var context = frame.context();
    long scratch = entries.get(function).scratch();
    if (scratch > 0) {
      context.set(WORD, Context.SCRATCH, frame.take(scratch).address());
    }
    context.set(WORD, Context.FAULT, 0);
    context.set(WORD, Context.STOP, frame.work().stopWord());
    if (weight < SHORT) {
      Calls.shortCall(functions.get(function), context.address(), 0, 0, 0);
    } else if (isLong) {
      try (var _ = frame.work().watch()) {
        Calls.call(functions.get(function), context.address(), 0, 0, 0);
      }
    } else {
      Calls.call(functions.get(function), context.address(), 0, 0, 0);
    }
    if (scratch > 0) {
      frame.give();
    }
    long fault = context.get(WORD, Context.FAULT);
    if (fault != 0) {
      frame.fault(
          (int) fault - 1, context.get(WORD, Context.PLACE), context.get(WORD, Context.SIZE));
      throw new Work.Stopped();
    }
    if (frame.work().isStopped()) {
      throw new Work.Stopped();
    }
  }
}
