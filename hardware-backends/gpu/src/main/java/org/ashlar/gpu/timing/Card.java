package org.ashlar.gpu.timing;

import org.ashlar.gpu.profile.Occupancy;
import org.ashlar.simulation.profile.Profile;

/// A profile as the numbers that the model uses; bandwidths are bytes a cycle.
final class Card {
  final Profile profile;
  final double clockMhz;
  final int sms;
  final int subcores;
  final int warps;
  final int[] latency = new int[Unit.values().length];
  final int[] interval = new int[Unit.values().length];
  final int sharedLatency;
  final double sharedBytesPerCycle;
  final int conflictCycles;
  final int sharedAtomicCycles;
  final int l1Latency;
  final double l1BytesPerCycle;
  final double l1TagsPerCycle;
  final int l1Ways;
  final int l1Misses;
  final int l1Queue;
  final int l2Latency;
  final double l2Kib;
  final int l2Ways;
  final int slices;
  final double sliceBytesPerCycle;
  final int partitions;
  final int farCycles;
  final double atomicCycles;
  final double smBytesPerCycle;
  final double writeBytesPerCycle;
  final double gpcBytesPerCycle;
  final int gpcs;
  final int channels;
  final double channelBytesPerCycle;
  final int dramLatency;
  final int banks;
  final int rowBytes;
  final int rowMissCycles;
  final int turnaroundCycles;
  final int launchCycles;
  final int endCycles;
  final int blockStartCycles;
  final int blockIntervalCycles;
  final int barrierCycles;
  final int branchCycles;
  final int cacheInstructions;
  final int cacheMissCycles;

  Card(Profile profile, double part) {
    this.profile = profile;
    this.clockMhz = profile.number("clock.sm_MHz");
    int all = profile.whole("sm.count");
    this.sms = (int) Math.max(1, Math.rint(all * part));
    double scale = (double) sms / all;
    this.subcores = profile.whole("sm.subcores");
    this.warps = profile.whole("sm.warps");
    for (var unit : Unit.values()) {
      latency[unit.ordinal()] = (int) profile.number("pipes." + unit.pipe() + ".latency_cycles");
      interval[unit.ordinal()] = (int) profile.number("pipes." + unit.pipe() + ".interval_cycles");
    }
    this.sharedLatency = profile.whole("shared.latency_cycles");
    this.sharedBytesPerCycle = profile.number("shared.bytes_per_cycle");
    this.conflictCycles = (int) profile.number("shared.conflict_cycles");
    this.sharedAtomicCycles = (int) profile.number("shared.atomic_cycles");
    this.l1Latency = profile.whole("l1.latency_cycles");
    this.l1BytesPerCycle = profile.number("l1.bytes_per_cycle") * profile.number("l1.efficiency");
    this.l1TagsPerCycle = profile.number("l1.tags_per_cycle");
    this.l1Ways = profile.whole("l1.ways");
    this.l1Misses = profile.whole("l1.misses");
    this.l1Queue = profile.whole("l1.queue_cycles");
    this.l2Latency = profile.whole("l2.latency_cycles");
    this.l2Kib = profile.number("l2.KiB") * scale;
    this.l2Ways = profile.whole("l2.ways");
    int slicesOfAll = profile.whole("l2.slices");
    this.slices = (int) Math.max(1, Math.rint(slicesOfAll * scale));
    double fullSlices =
        slicesOfAll * profile.number("l2.bytes_per_slice_cycle") * profile.number("l2.efficiency");
    this.sliceBytesPerCycle = fullSlices * scale / slices;
    this.partitions = scale < 1 ? 1 : profile.whole("l2.partitions");
    this.farCycles = (int) profile.number("l2.far_extra_cycles");
    this.atomicCycles = profile.number("l2.atomic_cycles");
    this.smBytesPerCycle = profile.number("noc.sm_bytes_per_cycle");
    this.writeBytesPerCycle = profile.number("noc.write_bytes_per_cycle");
    int gpcsOfAll = profile.whole("sm.gpcs");
    this.gpcs = (int) Math.max(1, Math.rint(gpcsOfAll * scale));
    this.gpcBytesPerCycle = profile.number("noc.gpc_bytes_per_cycle") * gpcsOfAll * scale / gpcs;
    int channelsOfAll = profile.whole("dram.channels");
    this.channels = (int) Math.max(1, Math.rint(channelsOfAll * scale));
    double dram =
        profile.number("dram.bandwidth_GBps") * 1e3 / clockMhz * profile.number("dram.efficiency");
    this.channelBytesPerCycle = dram * scale / channels;
    this.dramLatency = profile.whole("dram.latency_extra_cycles");
    this.banks = profile.whole("dram.banks");
    this.rowBytes = profile.whole("dram.row_B");
    this.rowMissCycles = profile.whole("dram.row_miss_cycles");
    this.turnaroundCycles = profile.whole("dram.turnaround_cycles");
    this.launchCycles = profile.whole("launch.start_cycles");
    this.endCycles = profile.whole("launch.end_cycles");
    this.blockStartCycles = profile.whole("sm.block_start_cycles");
    this.blockIntervalCycles = profile.whole("launch.block_interval_cycles");
    this.barrierCycles = profile.whole("sm.barrier_cycles");
    this.branchCycles = profile.whole("sm.branch_cycles");
    this.cacheInstructions = (int) (profile.number("sm.icache_KiB") * 1024 / 16);
    this.cacheMissCycles = (int) profile.number("sm.icache_miss_cycles");
  }

  Occupancy occupancy(Kernel kernel) {
    return Occupancy.of(
        profile,
        new Occupancy.Use(kernel.threads(), kernel.code().registers(), kernel.sharedBytes()));
  }
}
