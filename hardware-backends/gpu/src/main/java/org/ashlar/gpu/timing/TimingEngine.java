package org.ashlar.gpu.timing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ashlar.gpu.profile.Occupancy;
import org.ashlar.simulation.event.Counters;
import org.ashlar.simulation.profile.Profile;

/// Tells how long a kernel takes on a card, by running the traces of its warps through a model of
/// the card.
///
/// Multiprocessors run alone for a quantum of cycles, then what they asked of memory is served in
/// order of time: no answer can come before the quantum ends, so the result does not depend on the
/// number of threads.
public final class TimingEngine {
  private static final int LEAST_SMS = 4;
  private static final int INSTRUCTIONS_OF_A_WARP = 4000;
  private static final int WAVES = 16;
  private static final int LOOKED_AT = 256;
  private static final double NORMAL = 1.96;

  private final Profile profile;
  private final Options options;

  public TimingEngine(Profile profile, Options options) {
    this.profile = profile;
    this.options = options;
  }

  /// @throws IllegalArgumentException for a kernel of which not one block fits
  public Timing run(Kernel kernel, int instructions) {
    return run(kernel, instructions, List.of());
  }

  /// @param instructions of the PTX entry
  /// @param warmed pairs of address and bytes that the L2 holds at the begin where the options say
  ///   warm
  public Timing run(Kernel kernel, int instructions, List<long[]> warmed) {
    var whole = new Card(profile, 1);
    var occupancy = whole.occupancy(kernel);
    if (occupancy.blocks() == 0) {
      throw new IllegalArgumentException(
          "kernel %s on %s: a block must fit on a multiprocessor: %d threads of %d registers and %d shared bytes do not"
              .formatted(
                  kernel.code().kernel(),
                  profile.name(),
                  kernel.threads(),
                  kernel.code().registers(),
                  kernel.sharedBytes()));
    }
    long middle = kernel.blocks() / 2;
    long perBlock = kernel.source().count(0);
    perBlock = middle == 0 ? perBlock : (perBlock + kernel.source().count(middle)) / 2;
    double part = options.part() > 0 ? options.part() : part(whole, kernel, occupancy, perBlock);
    var card = part < 1 ? new Card(profile, part) : whole;
    var run = new Run(card, kernel, occupancy, instructions, perBlock);
    if (perBlock * (double) kernel.blocks() > options.budget()) {
      run.memory.age(written(kernel.source().block(0), kernel.code()));
    }
    if (options.warm()) {
      warmed.forEach(
          each -> run.memory.warm(each[0], (long) (each[1] * (double) card.sms / whole.sms)));
    }
    return run.timing();
  }

  /// The share of the sectors of device memory that a block touches and that it writes.
  private static double written(WarpTrace[] traces, MachineCode code) {
    var touched = new HashSet<Long>();
    var written = new HashSet<Long>();
    for (var trace : traces) {
      for (int at = 0; at < Math.min(trace.length(), LOOKED_AT); at++) {
        int instruction = trace.instruction(at);
        for (var each : code.block(instruction).operations()) {
          boolean memory = each.effect() == Effect.STORE || each.effect() == Effect.LOAD;
          if (each.instruction() == instruction && memory && !each.shared()) {
            for (int lanes = trace.active(at); lanes != 0; lanes &= lanes - 1) {
              long sector = trace.address(at, Integer.numberOfTrailingZeros(lanes)) >> 5;
              touched.add(sector);
              if (each.effect() == Effect.STORE) {
                written.add(sector);
              }
            }
          }
        }
      }
    }
    return touched.isEmpty() ? 0 : (double) written.size() / touched.size();
  }

  /// The share of the chip with which the budget gives each warp of a wave enough instructions to
  /// settle.
  private double part(Card card, Kernel kernel, Occupancy occupancy, long perBlock) {
    double total = (double) perBlock * kernel.blocks();
    if (total <= options.budget()) {
      return 1;
    }
    long resident = Math.min(kernel.blocks(), (long) occupancy.blocks() * card.sms);
    double waves = Math.min(WAVES, (double) kernel.blocks() / resident);
    double perWarp =
        Math.min(INSTRUCTIONS_OF_A_WARP, Math.max(2.5, waves) * perBlock / kernel.warpsPerBlock());
    double wanted = resident * (double) kernel.warpsPerBlock() * perWarp;
    if (wanted <= options.budget() || kernel.blocks() < card.sms) {
      return 1;
    }
    return Math.max((double) LEAST_SMS / card.sms, options.budget() / wanted);
  }

  private final class Run {
    private final Card card;
    private final Kernel kernel;
    private final Occupancy occupancy;
    private final MemorySystem memory;
    private final Multiprocessor[] sms;
    private final long blocks;
    private final long perBlock;
    private final ArrayDeque<ResidentBlock> waiting = new ArrayDeque<>();
    private final List<Timing.Sample> samples = new ArrayList<>();
    private final List<Timing.Span> spans = new ArrayList<>();
    private final List<double[]> progress = new ArrayList<>();
    private long nextBlock;
    private long end;

    private Run(Card card, Kernel kernel, Occupancy occupancy, int instructions, long perBlock) {
      this.card = card;
      this.kernel = kernel;
      this.occupancy = occupancy;
      this.perBlock = perBlock;
      this.memory = new MemorySystem(card);
      this.sms = new Multiprocessor[card.sms];
      for (int i = 0; i < sms.length; i++) {
        sms[i] = new Multiprocessor(i, card, kernel.code(), instructions, occupancy.l1Kib());
      }
      int all = profile.whole("sm.count");
      this.blocks =
          card.sms == all
              ? kernel.blocks()
              : Math.max(1, Math.round((double) kernel.blocks() * card.sms / all));
    }

    private Timing timing() {
      long quantum = Math.max(16, Math.min(card.l2Latency * 3 / 4, 128));
      boolean stopped = false;
      try (var workers =
          options.threads() > 1 ? Executors.newFixedThreadPool(options.threads()) : null) {
        fill();
        long time = 0;
        while (true) {
          long soonest = Long.MAX_VALUE;
          for (var sm : sms) {
            soonest = Math.min(soonest, sm.next());
          }
          if (soonest == Long.MAX_VALUE) {
            break;
          }
          time = Math.max(time, soonest);
          long until = time + quantum;
          step(workers, until);
          exchange(until);
          dispatch();
          note(until);
          time = until;
          if (instructions() >= options.budget()) {
            stopped = true;
            break;
          }
        }
      } catch (ExecutionException | InterruptedException problem) {
        throw new IllegalStateException(
            "timing of " + kernel.code().kernel() + " was interrupted", problem);
      }
      return result(stopped);
    }

    /// Blocks go round the multiprocessors as long as there is room.
    private void fill() {
      for (int round = 0; round < occupancy.blocks(); round++) {
        for (int i = 0; i < sms.length && nextBlock < blocks; i++) {
          start(sms[i], card.blockStartCycles + (long) round * card.blockIntervalCycles);
        }
      }
    }

    private void start(Multiprocessor sm, long time) {
      long index = nextBlock++;
      // A share of the chip gets a share of the grid's blocks, all over it in runs that lie side by
      // side.
      long real = real(index);
      var traces = kernel.source().block(real);
      sm.start(new ResidentBlock(real, time), traces, time);
    }

    private long real(long index) {
      return index;
    }

    private void step(@org.jspecify.annotations.Nullable ExecutorService workers, long until)
        throws InterruptedException, ExecutionException {
      if (workers == null) {
        for (var sm : sms) {
          sm.run(until);
        }
        return;
      }
      int threads = options.threads();
      var tasks = new ArrayList<Callable<Void>>();
      for (int t = 0; t < threads; t++) {
        int from = t;
        tasks.add(() -> {
          for (int i = from; i < sms.length; i += threads) {
            sms[i].run(until);
          }
          return null;
        });
      }
      for (var each : workers.invokeAll(tasks)) {
        each.get();
      }
    }

    private void exchange(long until) {
      int count = 0;
      for (var sm : sms) {
        count += sm.requests.size();
      }
      if (count > 0) {
        var all = new Request[count];
        int at = 0;
        for (var sm : sms) {
          for (var each : sm.requests) {
            all[at++] = each;
          }
          sm.requests.clear();
        }
        // A stable sort: at one time, lower numbers first, and each multiprocessor in its own
        // order.
        Arrays.sort(all, (a, b) -> Long.compare(a.time, b.time));
        for (var each : all) {
          long done = memory.serve(each);
          if (each.kind != Request.Kind.WRITE) {
            sms[each.sm].arrival(each, Math.max(until, done));
          } else {
            end = Math.max(end, done);
          }
        }
      }
      for (var sm : sms) {
        double behind = memory.writesBehind(sm.number);
        sm.settle(until, (long) behind - 2L * card.l2Latency);
      }
    }

    /// Freed places take the next blocks, in the order in which they became free.
    private void dispatch() {
      var freed = new ArrayList<long[]>();
      for (var sm : sms) {
        for (int i = 0; i < sm.endedBlocks.size(); i++) {
          var block = sm.endedBlocks.get(i);
          long time = sm.endedTimes.get(i);
          end = Math.max(end, time);
          freed.add(new long[] {time, sm.number});
          if (options.samples()) {
            spans.add(new Timing.Span(sm.number, block.index, block.start, time));
          }
        }
        sm.endedBlocks.clear();
        sm.endedTimes.clear();
      }
      freed.sort((a, b) -> Long.compare(a[0], b[0]));
      for (var each : freed) {
        if (nextBlock < blocks) {
          start(sms[(int) each[1]], each[0] + card.blockStartCycles);
        }
      }
    }

    private long instructions() {
      long sum = 0;
      for (var sm : sms) {
        sum += sm.tally.instructions;
      }
      return sum;
    }

    private double lastInstructions;
    private double lastBytes;

    private void note(long until) {
      double done = instructions();
      progress.add(new double[] {until, done});
      if (options.samples()) {
        double warps = 0;
        for (var sm : sms) {
          warps += sm.residentWarps;
        }
        samples.add(
            new Timing.Sample(
                until,
                done - lastInstructions,
                memory.dramBytes() - lastBytes,
                warps / sms.length));
        lastInstructions = done;
        lastBytes = memory.dramBytes();
      }
    }

    private Timing result(boolean stopped) {
      var tally = new Tally(sms[0].tally.issuedAt.length);
      for (var sm : sms) {
        tally.add(sm.tally);
      }
      double scale = 1;
      double cycles;
      double interval = 0;
      if (stopped) {
        // Instructions of the code for one of the trace: what was issued, over what the started
        // blocks hold of it.
        double perTrace = tally.instructions / Math.max(1, traced(tally));
        double total = perBlock * perTrace * blocks;
        double done = tally.instructions;
        double now = progress.getLast()[0];
        double[] rate = rate();
        double left = Math.max(0, total - done);
        cycles = now + left / rate[0];
        interval = NORMAL * rate[1] * (left / rate[0]) / cycles;
        scale = total / done;
      } else {
        cycles = Math.max(end, memory.lastWrite) + 1;
      }
      scale *= (double) kernel.blocks() / blocks;
      double simulated = 1 / scale;
      double elapsed = cycles + card.launchCycles + card.endCycles;
      return new Timing(
          kernel.code().kernel(),
          profile,
          occupancy,
          cycles,
          elapsed,
          simulated,
          interval,
          new Measures(card, memory, tally, cycles, scale).counters(),
          stalls(tally, scale),
          scaled(tally.issuedAt, scale),
          scaled(tally.stalledAt, scale),
          samples,
          spans);
    }

    /// PTX instructions that were issued: each counts once however many operations it became.
    private double traced(Tally tally) {
      double sum = 0;
      var operations = new double[tally.issuedAt.length];
      for (var block : kernel.code().blocks()) {
        for (var each : block.operations()) {
          operations[each.instruction()]++;
        }
      }
      double weight = 0;
      for (var block : kernel.code().blocks()) {
        double most = 0;
        for (int i = block.first(); i < block.end(); i++) {
          if (operations[i] > 0) {
            most = Math.max(most, tally.issuedAt[i] / operations[i]);
          }
        }
        sum += most * (block.end() - block.first());
        weight += most;
      }
      return weight == 0 ? 1 : sum;
    }

    /// Instructions a cycle in the second half of what was run, and how far that may be off as a
    /// share of it.
    private double[] rate() {
      int count = progress.size();
      int from = count / 2;
      int pieces = Math.min(10, Math.max(1, count - 1 - from));
      var rates = new double[pieces];
      for (int i = 0; i < pieces; i++) {
        var a = progress.get(from + (count - 1 - from) * i / pieces);
        var b = progress.get(from + (count - 1 - from) * (i + 1) / pieces);
        rates[i] = (b[1] - a[1]) / Math.max(1, b[0] - a[0]);
      }
      var a = progress.get(from);
      var b = progress.getLast();
      double mean = count == 1 ? b[1] / b[0] : (b[1] - a[1]) / Math.max(1, b[0] - a[0]);
      double squares = 0;
      for (double each : rates) {
        squares += (each - mean) * (each - mean);
      }
      double deviation = pieces > 1 ? Math.sqrt(squares / (pieces - 1) / pieces) : mean;
      return new double[] {Math.max(1e-9, mean), mean > 0 ? deviation / mean : 1};
    }

    private Counters stalls(Tally tally, double scale) {
      var counters = new Counters();
      for (var each : Stall.values()) {
        counters.add(each.text(), tally.stalls[each.ordinal()] * scale);
      }
      return counters;
    }

    private static double[] scaled(long[] values, double scale) {
      var scaled = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        scaled[i] = values[i] * scale;
      }
      return scaled;
    }
  }
}
