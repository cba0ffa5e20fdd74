package org.ashlar.gpu.timing;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ashlar.simulation.profile.Profile;

/// An answer without running a kernel's time: what one block does, times the waves of blocks, over
/// what each part of the card can do; the slowest part is the answer. It shows what the detailed
/// model adds.
///
/// @param cycles of the kernel
/// @param parts what each part of the card would take alone, in cycles: the largest is the bound
public record Estimate(double cycles, Map<String, Double> parts) {
  private static final int SECTOR = 32;

  /// @throws IllegalArgumentException for a kernel of which not one block fits
  public static Estimate of(Kernel kernel, Profile profile) {
    var card = new Card(profile, 1);
    var occupancy = card.occupancy(kernel);
    if (occupancy.blocks() == 0) {
      throw new IllegalArgumentException(
          "kernel "
              + kernel.code().kernel()
              + " on "
              + profile.name()
              + ": a block must fit on a multiprocessor");
    }
    var look = new Look(kernel, card);
    // The fullest multiprocessor is the last to end: whole waves, quantised.
    double perSm = Math.ceil((double) kernel.blocks() / card.sms);
    double waves = Math.ceil(perSm / occupancy.blocks());
    var parts = new LinkedHashMap<String, Double>();
    parts.put("issue", perSm * look.issued / card.subcores);
    for (var port : Unit.Port.values()) {
      parts.put(
          "pipe " + port.name().toLowerCase(java.util.Locale.ROOT),
          perSm * look.ports[port.ordinal()] / card.subcores);
    }
    parts.put("L1 and shared memory", perSm * look.path);
    double all = kernel.blocks();
    parts.put("L2", all * look.sectors * SECTOR / (card.slices * card.sliceBytesPerCycle));
    parts.put("memory", all * look.distinct * SECTOR / (card.channels * card.channelBytesPerCycle));
    parts.put("latency", waves * (look.chain + card.blockStartCycles));
    double most = parts.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return new Estimate(most, parts);
  }

  /// What one block does.
  private static final class Look {
    private final double[] ports = new double[Unit.Port.values().length];
    private double issued;
    private double path;
    private double sectors;
    private double distinct;
    private double chain;

    private Look(Kernel kernel, Card card) {
      var lanes = new Lanes();
      var seen = new HashSet<Long>();
      for (var trace : kernel.source().block(0)) {
        double mine = 0;
        do {
          for (int at = 0; at < trace.length(); at++) {
            int instruction = trace.instruction(at);
            for (var each : kernel.code().block(instruction).operations()) {
              if (each.instruction() == instruction) {
                mine += count(each, trace, at, card, lanes, seen);
              }
            }
          }
        } while (trace.next());
        chain = Math.max(chain, mine);
      }
      distinct = seen.size();
    }

    /// Counts an operation, and returns what it adds to the longest chain of its warp at least.
    private double count(
        MachineOperation each,
        WarpTrace trace,
        int at,
        Card card,
        Lanes lanes,
        HashSet<Long> seen) {
      issued++;
      ports[each.unit().port().ordinal()] += card.interval[each.unit().ordinal()];
      int active = trace.active(at);
      boolean memory =
          switch (each.effect()) {
            case LOAD, STORE, ATOMIC, COPY_ASYNC -> active != 0;
            case NONE, COMMIT_GROUP, WAIT_GROUP, BARRIER, BRANCH, FENCE -> false;
          };
      if (!memory) {
        return 1;
      }
      if (each.shared()) {
        path += lanes.passes(trace, at, active, each.bytes());
        return 1;
      }
      lanes.coalesce(trace, at, active, each.bytes());
      path += lanes.count;
      for (int i = 0; i < lanes.count; i++) {
        for (int sector : Arrays.asList(0, 1, 2, 3)) {
          if ((lanes.sectors[i] >> sector & 1) != 0
              && seen.add(lanes.lines[i] * Cache.SECTORS + sector)) {
            sectors++;
          }
        }
      }
      return 1;
    }
  }
}
