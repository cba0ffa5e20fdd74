package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.cpu.product.Tasks;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Statements;

/// A kernel as machine code: its functions, and in which order they are called.
final class LowCode extends Code {
  /// Work of a call that holds nobody up: some tens of microseconds.
  private static final double SHORT = 40_000;

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

    /// A product.
    ///
    /// @param number among the products of the kernel
    /// @param after the function that follows the sums of a task, by its kind; below 0 where that
    ///   is done in registers
    /// @param constant the parameter that is read in prepared form
    /// @param operands which words hold the addresses of its operands
    record Product(
        int number, Tasks tasks, int[] after, Optional<Buffer> constant, Tasks.Operands operands)
        implements Step {}

    /// Links of a chain, for some rows after the others. A task is a block of rows of a batch.
    ///
    /// @param links products, and functions that do a range of rows
    /// @param blocks of rows in a batch
    record Chain(List<Step> links, List<Between> between, List<Batch> batches, long rows, int block)
        implements Step {
      public Chain {
        links = List.copyOf(links);
        between = List.copyOf(between);
        batches = List.copyOf(batches);
      }

      long blocks() {
        return (rows + block - 1) / block;
      }

      /// An estimate of the work of a task.
      double weight() {
        double sum = 0;
        for (var link : links) {
          sum +=
              switch (link) {
                case Product p ->
                    p.tasks().weight() * p.tasks().panels() * p.tasks().copies(batches.size());
                case Call c -> c.weight();
                case Parallel _, Chain _ -> 0;
              };
        }
        return sum;
      }

      long tasks() {
        return batches.stream().mapToLong(Batch::extent).reduce(blocks(), (x, y) -> x * y);
      }
    }
  }

  /// A buffer between the links of a chain, of which a block of rows exists at a time.
  record Between(int word, long rowBytes) {}

  /// A loop of batches of a chain, and the word that holds its index.
  record Batch(int word, long extent) {}

  /// In place of the number of a loop: the chain of the kernel.
  static final int CHAIN = Integer.MIN_VALUE;

  private final Kernel kernel;
  private final List<MemorySegment> functions;
  private final List<Entry> entries;
  private final List<Step> steps;
  private final List<Shared> shared;
  private final Step.Product[] products;
  private final Tasks.Loaded[] loaded;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Optional<LowChain> chain;
  private final int words;
  private final double[] mosts;
  private final boolean isLong;
  final List<CompiledKernel.Site> sites;
  final List<String> notes;
  private final Supplier<String> text;
  final byte[] bytes;

  /// Loads finished code.
  LowCode(
      Kernel kernel,
      byte[] bytes,
      Supplier<String> text,
      List<Entry> entries,
      List<Step> steps,
      List<Shared> shared,
      int words,
      List<CompiledKernel.Site> sites,
      List<String> notes,
      boolean isLong) {
    this.kernel = kernel;
    var whole = MachineCode.load(List.of(bytes)).entry(0);
    this.functions = entries.stream().map(e -> whole.asSlice(e.at())).toList();
    this.entries = List.copyOf(entries);
    this.steps = List.copyOf(steps);
    this.shared = List.copyOf(shared);
    this.words = words;
    this.products = products(steps).toArray(Step.Product[]::new);
    this.chain = LowChain.of(this, steps);
    this.loaded = new Tasks.Loaded[products.length];
    for (int i = 0; i < loaded.length; i++) {
      var tasks = products[i].tasks();
      var code = tasks.load(whole);
      loaded[i] = code;
      products[i]
          .constant()
          .ifPresent(b ->
              wanted.add(
                  new Wanted(kernel.parameters().indexOf(b), tasks.prepared(code).orElseThrow())));
    }
    this.sites = List.copyOf(sites);
    this.notes = List.copyOf(notes);
    this.mosts = new double[entries.size()];
    for (var step : steps) {
      if (step instanceof Step.Parallel p) {
        mosts[p.function()] = p.most();
      }
    }
    this.isLong = isLong;
    this.text = text;
    this.bytes = bytes;
  }

  /// The products of all steps, by their numbers.
  static List<Step.Product> products(List<Step> steps) {
    return steps.stream()
        .flatMap(step ->
            switch (step) {
              case Step.Product p -> Stream.of(p);
              case Step.Chain c -> products(c.links()).stream();
              case Step.Call _, Step.Parallel _ -> Stream.of();
            })
        .toList();
  }

  Tasks.Loaded loaded(int product) {
    return loaded[product];
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
    return out.append(text.get()).toString();
  }

  @Override
  void run(Frame frame, MemorySegment[] parameters, long[] sizes) {
    try (var arena = Arena.ofConfined()) {
      bind(parameters, sizes, new Within(frame.work(), frame.kernel(), frame.workers(), arena))
          .run(frame);
    }
  }

  @Override
  Ready bind(MemorySegment[] parameters, long[] sizes, Within within) {
    return new LowReady(this, kernel, steps, shared, words, parameters, sizes, within);
  }

  @Override
  void part(int loop, Frame frame, long begin, long end, MemorySegment[] memories, long[] numbers) {
    var context = frame.context();
    MemorySegment.copy(numbers, 0, context, WORD, Context.WORDS, numbers.length);
    if (loop == CHAIN) {
      chain.orElseThrow().run(frame, context, begin, end, numbers);
      Reference.reachabilityFence(memories);
      return;
    }
    if (loop < 0) {
      product(frame, context, -1 - loop, begin, end, numbers);
      Reference.reachabilityFence(memories);
      return;
    }
    context.set(WORD, Context.BEGIN, begin);
    context.set(WORD, Context.END, end);
    call(frame, context, loop, mosts[loop] * (end - begin));
    Reference.reachabilityFence(memories);
  }

  /// Runs tasks of the chain.
  void chain(Frame frame, MemorySegment context, long begin, long end, long[] numbers) {
    chain.orElseThrow().run(frame, context, begin, end, numbers);
  }

  /// Runs tasks of a product.
  ///
  /// @param numbers the words of the context
  void product(
      Frame frame, MemorySegment context, int number, long begin, long end, long[] numbers) {
    var product = products[number];
    var tasks = product.tasks();
    long scratch = frame.takeAddress(tasks.scratchBytes());
    for (long task = begin; task < end; task++) {
      int kind =
          tasks.run(
              loaded[number],
              task,
              product.operands(),
              numbers,
              context,
              scratch,
              task > begin,
              frame.held());
      if (product.after()[kind] >= 0) {
        call(frame, context, product.after()[kind], tasks.weight());
      } else {
        frame.check();
      }
    }
    frame.give();
  }

  @Override
  List<Wanted> wanted() {
    return wanted;
  }

  @Override
  boolean isSpent(int parameter) {
    long forms = wanted.stream().filter(w -> w.parameter() == parameter).count();
    return forms > 0 && forms == reads(kernel.parameters().get(parameter));
  }

  /// How many places of the kernel read a buffer.
  private long reads(Buffer of) {
    var count = new long[1];
    Statements.visit(
        kernel.body(),
        s ->
            Statements.expressions(
                s,
                whole ->
                    Rewrite.visit(
                        whole,
                        e -> {
                          if (e instanceof Expr.Read(var buffer, _) && buffer == of) {
                            count[0]++;
                          }
                        })));
    return count[0];
  }

  boolean isLong() {
    return isLong;
  }

  /// Calls a function.
  ///
  /// @param weight an estimate of its work
  void call(Frame frame, MemorySegment context, int function, double weight) {
    long scratch = entries.get(function).scratch();
    if (scratch > 0) {
      context.set(WORD, Context.SCRATCH, frame.takeAddress(scratch));
    }
    context.set(WORD, Context.FAULT, 0);
    context.set(WORD, Context.STOP, frame.work().stopWord());
    if (weight < SHORT) {
      Calls.shortCall(functions.get(function), context.address(), 0, 0, 0, frame.held());
    } else {
      Calls.call(functions.get(function), context.address(), 0, 0, 0, frame.held());
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
