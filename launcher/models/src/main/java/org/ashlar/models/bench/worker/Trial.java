package org.ashlar.models.bench.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.bench.measure.Agreement;
import org.ashlar.models.bench.measure.Clock;
import org.ashlar.models.bench.measure.Pace;
import org.ashlar.models.bench.measure.Quantiles;
import org.ashlar.models.bench.measure.Turns;
import org.ashlar.models.bench.peer.Loaded;
import org.ashlar.models.bench.peer.Peer;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.suite.Case;
import org.ashlar.models.data.Loss;

/// Measures cases: loads both sides, compares their values, and times them in turns.
///
/// @param peer empty to measure ours alone
/// @param folder for files that cases write
public record Trial(
    Ours ours,
    Optional<Peer> peer,
    int threads,
    Pace pace,
    Clock clock,
    boolean isProfiled,
    Limits limits,
    Path folder) {
  /// A row in any case: what goes wrong is its error.
  public Row row(Case test) {
    try {
      return measured(test);
    } catch (Wrong e) {
      return Row.error(test.name(), e.getMessage());
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      return Row.error(test.name(), Wrong.told(e));
    }
  }

  private Row measured(Case test) {
    var ready = test.ready(folder);
    try (var mine = First.of(ours, ready, threads);
        var other = new Second(peer.map(p -> First.of(p, ready, threads)))) {
      var facts = new LinkedHashMap<String, Object>();
      facts.put("name", test.name());
      if (other.side().isPresent()) {
        var theirs = other.side().get();
        var agreement =
            Agreement.of(
                mine.loaded().outputs(),
                theirs.loaded().outputs(),
                ready.closeness().in(ours.precision()));
        agreement
            .wrong()
            .ifPresent(what -> {
              throw new Wrong(what);
            });
        var times = new Turns(pace, clock, threads).of(mine.loaded()::run, theirs.loaded()::run);
        compared(facts, times);
        facts.put("max_abs_diff", agreement.largest());
        if (ours.precision() != Precision.F32) {
          facts.put("precision", ours.precision().toString());
          lost(facts, Loss.of(mine.loaded().outputs(), theirs.loaded().outputs()));
        }
        facts.put("peer_load_ms", digits(least(theirs, peer.get(), ready) / 1e6));
      } else {
        var alone = new Turns(pace, clock, threads).alone(mine.loaded()::run);
        spread(facts, "ours", Quantiles.of(alone));
      }
      facts.put("load_ms", digits(least(mine, ours, ready) / 1e6));
      facts.put("memory_bytes", mine.loaded().memoryBytes());
      facts.put("code_bytes", mine.loaded().codeBytes());
      rates(facts, ready, mine.loaded());
      if (isProfiled) {
        facts.put("profile", mine.loaded().profile().stream().map(Trial::kernel).toList());
      }
      return new Row(facts);
    }
  }

  /// How far ours is from the peer's f32, of the output where that is farthest for its size.
  private static void lost(Map<String, Object> facts, Map<String, Loss> losses) {
    losses.values().stream()
        .filter(loss -> loss.scale() > 0)
        .max(Comparator.comparingDouble(loss -> loss.largest() / loss.scale()))
        .ifPresent(loss -> {
          facts.put("mean_abs_diff", digits(loss.mean()));
          facts.put("loss", loss.toString());
        });
  }

  /// The least time until a first answer; where figures are made, of two loads more.
  private double least(First first, Peer side, Case.Ready ready) {
    double least = first.nanos();
    for (int i = 0; i < pace.loads(); i++) {
      try (var again = First.of(side, ready, threads)) {
        least = Math.min(least, again.nanos());
      }
    }
    return least;
  }

  private static void compared(Map<String, Object> facts, Turns.Times times) {
    var ours = Quantiles.of(times.oursSlices());
    var peer = Quantiles.of(times.peerSlices());
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < times.ours().size(); i++) {
      ratios.add(times.peer().get(i) / times.ours().get(i));
    }
    spread(facts, "ours", ours);
    spread(facts, "peer", peer);
    var ratio = Quantiles.of(ratios);
    facts.put("ratio", digits(ratio.median()));
    facts.put("ratio_p10", digits(ratio.at(0.1)));
    facts.put("ratio_p90", digits(ratio.at(0.9)));
    facts.put("ratio_fast", digits(peer.at(0.1) / ours.at(0.1)));
    facts.put("rounds", ratios.size());
  }

  private static void spread(Map<String, Object> facts, String side, Quantiles nanos) {
    facts.put(side + "_ms", digits(nanos.median() / 1e6));
    facts.put(side + "_p10_ms", digits(nanos.at(0.1) / 1e6));
    facts.put(side + "_p90_ms", digits(nanos.at(0.9) / 1e6));
  }

  private void rates(Map<String, Object> facts, Case.Ready ready, Loaded mine) {
    double seconds = new Row(facts).number("ours_ms") / 1e3;
    double operations = ready.operations() > 0 ? ready.operations() : mine.operations();
    double rate = operations / seconds / 1e9;
    double bandwidth = ready.bytes() / seconds / 1e9;
    double share =
        Math.max(
            limits.operations() == 0 ? 0 : rate / limits.operations(),
            limits.bandwidth() == 0 ? 0 : bandwidth / limits.bandwidth());
    if (operations > 0) {
      facts.put("gflops", digits(rate));
      facts.put("gbs", digits(bandwidth));
      facts.put("share", digits(share));
    }
  }

  private static Map<String, Object> kernel(Loaded.KernelTime time) {
    var kernel = new LinkedHashMap<String, Object>();
    kernel.put("name", time.kernel());
    kernel.put("ms", time.ms());
    kernel.put("gbs", time.bandwidth());
    kernel.put("gflops", time.rate());
    return kernel;
  }

  /// Four digits.
  private static double digits(double value) {
    return Double.isFinite(value)
        ? Double.parseDouble(String.format(Locale.ROOT, "%.4g", value))
        : 0;
  }

  /// The other side, where there is one.
  private record Second(Optional<First> side) implements AutoCloseable {
    @Override
    public void close() {
      side.ifPresent(First::close);
    }
  }
}
