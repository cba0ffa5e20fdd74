package org.ashlar.gpu.energy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ashlar.simulation.profile.Profile;

/// What each kind of work costs on a card, from its profile: a constant, what multiprocessors draw
/// that work or idle, what their pipes draw when they issue, and joules for each sector that a
/// memory moves.
///
/// @param constantWatts of the board
/// @param idleSmWatts of a multiprocessor without work
/// @param activeSmWatts of one with work
/// @param pipeWatts of one whose issue slots are all used, beyond that
/// @param l1Picojoules for a sector
/// @param sharedPicojoules for an access of a warp
/// @param l2Picojoules for a sector, with the way to it
/// @param dramPicojoules for a sector
public record EnergyTable(
    double constantWatts,
    double idleSmWatts,
    double activeSmWatts,
    double pipeWatts,
    double l1Picojoules,
    double sharedPicojoules,
    double l2Picojoules,
    double dramPicojoules) {
  /// The rows of `accelwattch_gv100_hw_power` that filled the table of the V100.
  public static final Set<String> FITTED =
      Set.of(
          "backprop_k1", "histogram_k1", "kmeans_k1", "parboil_mriq_k1", "quasirandomGenerator_k1");

  /// The table of a card.
  public static EnergyTable of(Profile card) {
    return new EnergyTable(
        card.number("energy.constant_W"),
        card.number("energy.idle_sm_W"),
        card.number("energy.active_sm_W"),
        card.number("energy.pipe_sm_W"),
        card.number("energy.l1_sector_pJ"),
        card.number("energy.shared_access_pJ"),
        card.number("energy.l2_sector_pJ"),
        card.number("energy.dram_sector_pJ"));
  }

  /// Joules by component, in their order.
  public Map<String, Double> joules(Activity activity) {
    var parts = new LinkedHashMap<String, Double>();
    parts.put("constant", constantWatts * activity.seconds());
    parts.put(
        "idle SMs", idleSmWatts * (activity.sms() - activity.activeSms()) * activity.seconds());
    parts.put("active SMs", activeSmWatts * activity.activeSms() * activity.seconds());
    parts.put("pipes", pipeWatts * activity.activeSms() * activity.duty() * activity.seconds());
    parts.put("L1", l1Picojoules * activity.l1() / 1e12);
    parts.put("shared memory", sharedPicojoules * activity.shared() / 1e12);
    parts.put("L2 and NoC", l2Picojoules * activity.l2() / 1e12);
    parts.put("memory", dramPicojoules * activity.dram() / 1e12);
    return parts;
  }

  /// The average over the kernel.
  public double watts(Activity activity) {
    return joules(activity).values().stream().mapToDouble(Double::doubleValue).sum()
        / activity.seconds();
  }
}
