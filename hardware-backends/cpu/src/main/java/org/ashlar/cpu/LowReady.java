package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.machine.Held;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Kernel;

/// Machine code with a context that holds all addresses and sizes: a run stores next to nothing.
final class LowReady implements Ready {
  /// The work worth handing to another thread.
  private static final double GRAIN = 20_000;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  /// A function to call, or the tasks of a product, whose numbers are below 0.
  ///
  /// @param extent the iterations of a parallel loop; below 0 for other functions
  /// @param loop what several threads share; {@link Shared#NOTHING} where one is enough
  private record Call(int function, double weight, long extent, Shared loop) {}

  private final LowCode code;
  private final LowCode.Shared[] shared;
  private final Call[] calls;
  private final MemorySegment[] parameters;
  private final MemorySegment[] bound;

  /// The parameters that stand for others until the run is over.
  private final boolean[] lent;

  private final MemorySegment context;
  private final Held held = new Held();

  /// The words of the context that the parts of loops need, for other threads.
  private final long[] numbers;

  private double weight;
  private double sharedWeight;

  LowReady(
      LowCode code,
      Kernel kernel,
      List<LowCode.Step> steps,
      List<LowCode.Shared> shared,
      int words,
      MemorySegment[] parameters,
      long[] sizes,
      Within within) {
    this.code = code;
    this.shared = shared.toArray(LowCode.Shared[]::new);
    this.parameters = parameters;
    this.bound = parameters.clone();
    this.lent = new boolean[parameters.length];
    this.numbers = new long[words];
    this.context = within.memory().allocate(Context.WORDS + 8L * words, 64);
    int at = 0;
    int own = kernel.parameters().size();
    for (int i = 0; i < own; i++) {
      numbers[at++] = parameters[i].address();
    }
    for (long size : sizes) {
      numbers[at++] = size;
    }
    // what was prepared follows the parameters
    for (var p : LowCode.products(steps)) {
      if (p.constant().isPresent()) {
        numbers[p.operands().b()] = parameters[own++].address();
      }
    }
    MemorySegment.copy(numbers, 0, context, WORD, Context.WORDS, words);
    this.calls = new Call[steps.size()];
    for (int i = 0; i < calls.length; i++) {
      calls[i] =
          switch (steps.get(i)) {
            case LowCode.Step.Call(int function, double one) ->
                new Call(function, one, -1, Shared.NOTHING);
            case LowCode.Step.Parallel p -> parallel(p, kernel, sizes, within);
            case LowCode.Step.Product p ->
                tasks(-1 - p.number(), p.tasks().count(), p.tasks().weight(), within);
            case LowCode.Step.Chain c -> tasks(LowCode.CHAIN, c.tasks(), c.weight(), within);
          };
      weight += calls[i].weight();
    }
  }

  private Call parallel(LowCode.Step.Parallel p, Kernel kernel, long[] sizes, Within within) {
    long n = Math.max(0, extent(p.extent(), kernel, sizes));
    long grain = Math.max(1, (long) (GRAIN / Math.max(1, p.weight())));
    double all = p.most() * n;
    if (n <= grain || within.workers().count() == 0) {
      return new Call(p.function(), all, n, Shared.NOTHING);
    }
    sharedWeight += p.weight() * n;
    long size = within.workers().part(n, grain);
    var loop =
        new Shared(
            code, p.function(), n, size, parameters, numbers, within.work(), within.number(), held);
    return new Call(p.function(), all, n, loop);
  }

  /// Tasks that threads share.
  private Call tasks(int function, long n, double each, Within within) {
    long grain = Math.max(1, (long) (GRAIN / Math.max(1, each)));
    if (n <= grain || within.workers().count() == 0) {
      return new Call(function, each * n, n, Shared.NOTHING);
    }
    sharedWeight += each * n;
    long size = within.workers().part(n, grain);
    var loop =
        new Shared(
            code, function, n, size, parameters, numbers, within.work(), within.number(), held);
    return new Call(function, each * n, n, loop);
  }

  private static long extent(Expr e, Kernel kernel, long[] sizes) {
    if (e instanceof Expr.Const(_, long n)) {
      return n;
    }
    var known = new HashMap<Expr.Size, Long>();
    for (int i = 0; i < sizes.length; i++) {
      known.put(kernel.sizes().get(i), sizes[i]);
    }
    return Sizes.value(e, known);
  }

  @Override
  public boolean lends(boolean isHeld) {
    return !isHeld || held.hasRoom();
  }

  @Override
  public void lend(int parameter, MemorySegment at, boolean isHeld) {
    if (isHeld) {
      held.add(at);
    }
    lent[parameter] = true;
    put(parameter, at);
  }

  @Override
  public void back() {
    held.forget();
    for (int i = 0; i < bound.length; i++) {
      if (lent[i]) {
        lent[i] = false;
        put(i, bound[i]);
      }
    }
  }

  private void put(int parameter, MemorySegment at) {
    parameters[parameter] = at;
    numbers[parameter] = at.address();
    context.set(WORD, Context.WORDS + 8L * parameter, at.address());
  }

  @Override
  public void run(Frame frame) {
    frame.hold(held);
    for (var part : shared) {
      long address = frame.takeAddress(part.bytes());
      context.set(WORD, part.word(), address);
      numbers[(part.word() - Context.WORDS) / 8] = address;
    }
    for (var call : calls) {
      if (call.extent() == 0) {
        continue;
      }
      if (call.extent() > 0) {
        if (call.loop() != Shared.NOTHING && frame.workers().run(frame, call.loop())) {
          continue;
        }
        if (call.function() == LowCode.CHAIN) {
          code.chain(frame, context, 0, call.extent(), numbers);
          continue;
        }
        if (call.function() < 0) {
          code.product(frame, context, -1 - call.function(), 0, call.extent(), numbers);
          continue;
        }
        context.set(WORD, Context.BEGIN, 0);
        context.set(WORD, Context.END, call.extent());
      }
      code.call(frame, context, call.function(), call.weight());
    }
    for (int i = 0; i < shared.length; i++) {
      frame.give();
    }
    // the code knows addresses only
    Reference.reachabilityFence(parameters);
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public double sharedWeight() {
    return sharedWeight;
  }

  @Override
  public boolean isLong() {
    return code.isLong();
  }

  @Override
  public String toString() {
    return Arrays.toString(calls);
  }
}
