package org.ashlar.gpu.timing;

import org.ashlar.simulation.event.Counters;

/// What was counted, under the names that Nsight Compute gives it.
final class Measures {
  private static final int SECTOR = 32;
  private final Card card;
  private final MemorySystem memory;
  private final Tally tally;
  private final double cycles;
  private final double scale;

  Measures(Card card, MemorySystem memory, Tally tally, double cycles, double scale) {
    this.card = card;
    this.memory = memory;
    this.tally = tally;
    this.cycles = cycles;
    this.scale = scale;
  }

  Counters counters() {
    var counters = new Counters();
    counters.add("sm__cycles_elapsed.max", cycles);
    put(counters, "smsp__inst_executed.sum", tally.instructions);
    put(counters, "smsp__thread_inst_executed.sum", tally.threadInstructions);
    put(counters, "ashlar__flop.sum", tally.floats);
    put(counters, "l1tex__t_requests_pipe_lsu_mem_global_op_ld.sum", tally.loadRequests);
    put(counters, "l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum", tally.loadSectors);
    put(counters, "l1tex__t_sectors_pipe_lsu_mem_global_op_ld_lookup_hit.sum", tally.loadHits);
    put(counters, "l1tex__t_requests_pipe_lsu_mem_global_op_st.sum", tally.storeRequests);
    put(counters, "l1tex__t_sectors_pipe_lsu_mem_global_op_st.sum", tally.storeSectors);
    put(counters, "l1tex__t_requests_pipe_lsu_mem_global_op_atom.sum", tally.atomicRequests);
    put(counters, "smsp__inst_executed_op_shared.sum", tally.sharedRequests);
    put(counters, "l1tex__data_pipe_lsu_wavefronts_mem_shared.sum", tally.sharedPasses);
    put(
        counters,
        "l1tex__data_bank_conflicts_pipe_lsu.sum",
        tally.sharedPasses - tally.sharedRequests);
    put(counters, "lts__t_sectors_op_read.sum", memory.readSectors);
    put(counters, "lts__t_sectors_op_read_lookup_hit.sum", memory.readHits);
    put(counters, "lts__t_sectors_op_write.sum", memory.writeSectors);
    put(counters, "lts__t_sectors_op_atom.sum", memory.atomicSectors);
    put(counters, "dram__bytes_read.sum", memory.dramReadBytes);
    put(counters, "dram__bytes_write.sum", memory.dramWriteBytes);
    put(
        counters,
        "ashlar__l2_sectors.sum",
        memory.readSectors + memory.writeSectors + memory.atomicSectors);
    put(
        counters,
        "ashlar__noc_bytes.sum",
        (double) SECTOR * (memory.readSectors + memory.writeSectors + memory.atomicSectors));
    for (var unit : Unit.values()) {
      if (tally.issued[unit.ordinal()] > 0) {
        put(
            counters,
            "ashlar__inst_executed_pipe_" + unit.pipe() + ".sum",
            tally.issued[unit.ordinal()]);
      }
    }
    counters.add(
        "sm__warps_active.avg.pct_of_peak_sustained_active",
        tally.activeCycles == 0 ? 0 : 100.0 * tally.warpCycles / tally.activeCycles / card.warps);
    put(counters, "ashlar__sm_active_cycles.sum", tally.activeCycles);
    return counters;
  }

  private void put(Counters counters, String name, double value) {
    counters.add(name, value * scale);
  }
}
