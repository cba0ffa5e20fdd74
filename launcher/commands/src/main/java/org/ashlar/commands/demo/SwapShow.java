package org.ashlar.commands.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.ashlar.commands.Output;
import org.ashlar.commands.load.Load;
import org.ashlar.commands.swap.Loaders;
import org.ashlar.commands.swap.Manner;
import org.ashlar.commands.swap.Swap;
import org.ashlar.commands.swap.Swapper;

/// Replaces blocks below running predictions: the cpu backend many times in every manner, then each
/// other block once.
final class SwapShow {
  private static final String CPU = "org.ashlar.cpu";
  private static final String REFERENCE = "org.ashlar.reference";

  private final Swapper swapper;
  private final Blocks blocks;
  private final Load load;
  private final Output output;
  private final List<Swap> swaps = new ArrayList<>();
  private double worstStartFirst;

  SwapShow(Swapper swapper, Blocks blocks, Load load, Output output) {
    this.swapper = swapper;
    this.blocks = blocks;
    this.load = load;
    this.output = output;
  }

  /// Replaces the cpu backend `rounds` times in each manner, then moves to the reference, without
  /// any cpu backend, replaces that too, and comes back.
  void backends(int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (var manner : Manner.values()) {
        block("Backend", CPU, manner);
      }
    }
    var cpu = blocks.bundle(CPU);
    var next = blocks.nextBuild(CPU);
    done(swapper.leave("Backend", cpu, Swapper.label(blocks.bundle(REFERENCE)), "reference"));
    block("Backend", REFERENCE, Manner.START_THEN_STOP);
    done(swapper.enter("Backend", Swapper.label(blocks.bundle(REFERENCE)), next));
  }

  /// Replaces one block by another build of itself.
  void block(String service, String bundle, Manner manner) {
    long start = System.nanoTime();
    long requests = load.requests();
    done(swapper.replace(service, blocks.bundle(bundle), blocks.nextBuild(bundle), manner));
    Swapper.await("answers after the swap of " + bundle, () -> load.requests() > requests + 4);
    if (manner == Manner.START_THEN_STOP) {
      worstStartFirst = Math.max(worstStartFirst, load.worstSince(start));
    }
  }

  /// Replaces a block while steps of a training run are counted by `steps`.
  void blockDuring(String service, String bundle, AtomicLong steps) {
    long before = steps.get();
    block(service, bundle, Manner.START_THEN_STOP);
    Swapper.await("training to go on after the swap of " + bundle, () -> steps.get() > before + 5);
  }

  List<Swap> swaps() {
    return swaps;
  }

  /// The worst latency of a request that ended while a block was replaced by starting the new build
  /// first, in ms.
  double worstStartFirst() {
    return worstStartFirst;
  }

  /// One row a swap, for the report.
  List<Map<String, Object>> rows() {
    return swaps.stream()
        .map(s ->
            Map.<String, Object>of(
                "service",
                s.service(),
                "from",
                s.from(),
                "to",
                s.to(),
                "manner",
                s.manner().name().toLowerCase(Locale.ROOT),
                "gap_ms",
                Math.round(s.gapMs() * 100) / 100.0,
                "drained",
                s.drained()))
        .toList();
  }

  private void done(Swap swap) {
    swaps.add(swap);
    output.line(
        "  %-9s %-28s -> %-28s %-15s gap %7.1f ms",
        swap.service(),
        swap.from(),
        swap.to(),
        swap.manner().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        swap.gapMs());
  }

  void checkLoaders(Loaders loaders) {
    if (!loaders.collect(Duration.ofSeconds(20))) {
      output.line("  still held: %s", loaders.waiting());
    }
  }
}
