package org.ashlar.swap.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.shell.output.Output;
import org.ashlar.swap.Loaders;
import org.ashlar.swap.Manner;
import org.ashlar.swap.Swap;
import org.ashlar.swap.Swapper;
import org.ashlar.swap.load.Load;
import org.osgi.framework.Bundle;

/// Replaces bundles below running predictions, and says what the predictions noticed.
public final class SwapShow {
  private static final String CPU = "org.ashlar.cpu";
  private static final String REFERENCE = "org.ashlar.reference";
  private static final String GPU = "org.ashlar.gpu";

  private final Swapper swapper;
  private final Load load;
  private final Loaders loaders;
  private final Output output;
  private final List<Swap> swaps = new ArrayList<>();
  private double worstStartFirst;

  public SwapShow(Swapper swapper, Load load, Loaders loaders, Output output) {
    this.swapper = swapper;
    this.load = load;
    this.loaders = loaders;
    this.output = output;
  }

  /// Replaces the cpu backend `rounds` times in each manner, then moves to the reference, without
  /// any cpu backend, replaces that too, and comes back.
  void backends(int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (var manner : Manner.values()) {
        block(CPU, manner);
      }
    }
    var cpu = bundle(CPU);
    var next = swapper.jars().next(cpu);
    done(swapper.leave(cpu, Swapper.label(bundle(REFERENCE)), "reference", loaders));
    block(REFERENCE, Manner.START_THEN_STOP);
    done(swapper.enter(Swapper.label(bundle(REFERENCE)), next));
  }

  /// Moves to a simulated graphics card, replaces that, and comes back.
  void cards() {
    var cpu = Swapper.label(bundle(CPU));
    done(swapper.move(cpu, Swapper.label(bundle(GPU)), "gpu:a100"));
    var _ = replace(GPU, Manner.START_THEN_STOP);
    done(swapper.move(Swapper.label(bundle(GPU)), cpu, ""));
  }

  /// Replaces one block by another build of itself.
  public Swap block(String name, Manner manner) {
    load.mark();
    var swap = replace(name, manner);
    if (manner == Manner.START_THEN_STOP) {
      worstStartFirst = Math.max(worstStartFirst, load.worst());
    }
    return swap;
  }

  /// Replaces a contract by another build of itself, with everything wired to it.
  public Swap contract(String name) {
    return replace(name, Manner.UPDATE);
  }

  /// Replaces a block while a training run goes on.
  void during(Training training, String name) {
    long before = training.steps();
    var _ = block(name, Manner.START_THEN_STOP);
    training.awaitMore(before + 5, "training to go on after the swap of " + name);
  }

  private Swap replace(String name, Manner manner) {
    long requests = load.requests();
    var jar = swapper.jars().next(bundle(name));
    var swap = swapper.replace(bundle(name), jar, manner, loaders);
    done(swap);
    Swapper.await("answers after the swap of " + name, () -> load.requests() > requests + 4);
    return swap;
  }

  private Bundle bundle(String name) {
    return swapper
        .bundle(name)
        .orElseThrow(
            () -> new IllegalStateException(name + ": no such bundle is active: see `services`"));
  }

  public List<Swap> swaps() {
    return swaps;
  }

  /// The worst latency of a request that began while a block was replaced by starting the new build
  /// first, in ms.
  double worstStartFirst() {
    return worstStartFirst;
  }

  /// One row a swap, for the report.
  public List<Map<String, Object>> rows() {
    return swaps.stream().map(Swap::row).toList();
  }

  private void done(Swap swap) {
    swaps.add(swap);
    output.line(
        "  %-10s %-30s -> %-30s %-15s gap %7.1f ms%s",
        swap.service(),
        swap.from(),
        swap.to(),
        swap.manner().replace('_', ' '),
        swap.gapMs(),
        swap.bundles() > 1 ? ", " + swap.bundles() + " bundles" : "");
  }

  void checkLoaders() {
    if (!loaders.collect(Duration.ofSeconds(20))) {
      loaders.held().forEach(line -> output.line("  %s", line));
    }
  }

  /// A folder for files of this run.
  Path folder() {
    return swapper.jars().folder();
  }
}
