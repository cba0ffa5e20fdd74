package org.ashlar.gpu.energy;

import org.ashlar.gpu.timing.Timing;

/// What a kernel did, as far as it costs energy.
///
/// @param seconds of the kernel
/// @param activeSms multiprocessors that had work, on average
/// @param sms of the card
/// @param duty share of the issue slots of working multiprocessors that issued
/// @param l1 sectors asked of L1s
/// @param shared accesses of shared memory by warps
/// @param l2 sectors asked of the L2
/// @param dram sectors of 32 bytes that memory moved
public record Activity(
    double seconds,
    double activeSms,
    double sms,
    double duty,
    double l1,
    double shared,
    double l2,
    double dram) {
  /// What a simulated kernel did.
  public static Activity of(Timing timing) {
    var counters = timing.counters();
    double sms = timing.profile().number("sm.count");
    double active =
        Math.min(sms, counters.get("ashlar__sm_active_cycles.sum") / Math.max(1, timing.cycles()));
    double slots = Math.max(1, active * timing.profile().number("sm.subcores") * timing.cycles());
    return new Activity(
        timing.seconds(),
        active,
        sms,
        Math.min(1, counters.get("smsp__inst_executed.sum") / slots),
        counters.get("l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum")
            + counters.get("l1tex__t_sectors_pipe_lsu_mem_global_op_st.sum"),
        counters.get("l1tex__data_pipe_lsu_wavefronts_mem_shared.sum"),
        counters.get("ashlar__l2_sectors.sum"),
        (counters.get("dram__bytes_read.sum") + counters.get("dram__bytes_write.sum")) / 32);
  }
}
