package org.ashlar.gpu.timing;

/// What lies behind the multiprocessors: the ways to the L2 and back, its slices, the channels of
/// memory.
///
/// Everything is a server with a bandwidth and a latency; requests come in order of time. A chip of
/// two partitions is a cache for what each near half holds before the whole: an approximation of
/// what NVIDIA has not published, which gives the steps of measured latencies. Memory serves open
/// rows first as far as a server of rows per bank can show it.
final class MemorySystem {
  private static final int SECTOR = 32;
  private static final double THERE = 0.45;
  private static final int WRITE_QUEUE = 200;

  private final Card card;
  private final Cache l2;
  private final Cache[] near;
  private final double[] sliceFree;
  private final double[] smFree;
  private final double[] smWriteFree;
  private final double[] smWriteDone;
  private final double[] gpcFree;
  private final double[] channelFree;
  private final boolean[] channelWrites;
  private final long[] openRow;
  private final double[] bankFree;

  long readSectors;
  long readHits;
  long writeSectors;
  long writeHits;
  long atomicSectors;
  long dramReadBytes;
  long dramWriteBytes;
  double lastWrite;

  MemorySystem(Card card) {
    this.card = card;
    this.l2 = new Cache(card.l2Kib, card.l2Ways);
    this.near = new Cache[card.partitions > 1 ? card.partitions : 0];
    for (int i = 0; i < near.length; i++) {
      near[i] = new Cache(card.l2Kib / near.length, card.l2Ways);
    }
    this.sliceFree = new double[card.slices];
    this.smFree = new double[card.sms];
    this.smWriteFree = new double[card.sms];
    this.smWriteDone = new double[card.sms];
    this.gpcFree = new double[card.gpcs];
    this.channelFree = new double[card.channels];
    this.channelWrites = new boolean[card.channels];
    this.openRow = new long[card.channels * card.banks];
    this.bankFree = new double[card.channels * card.banks];
    java.util.Arrays.fill(openRow, -1);
  }

  /// Serves a request, and returns when its answer is at the multiprocessor.
  long serve(Request request) {
    int sectors = Integer.bitCount(request.sectors);
    int slice = spread(request.line, card.slices);
    return switch (request.kind) {
      case READ -> read(request, sectors, slice);
      case WRITE -> write(request, sectors, slice);
      case ATOMIC -> atomic(request, sectors, slice);
    };
  }

  /// Neighbours go to different places; which one is first changes with the bits above.
  private static int spread(long value, int places) {
    return (int) Long.remainderUnsigned(value % places + (Cache.mix(value / places) >>> 8), places);
  }

  private long read(Request request, int sectors, int slice) {
    readSectors += sectors;
    double arrival = request.time + THERE * card.l2Latency;
    double served = slice(slice, arrival, sectors * SECTOR);
    double extra = 0;
    boolean isNear = near.length == 0 || hit(near[request.sm % near.length], request);
    int place = l2.find(request.line);
    if (place < 0) {
      place = place(request.line, served);
    }
    int absent = request.sectors & ~l2.valid(place);
    if (absent != 0) {
      int bytes = Integer.bitCount(absent) * SECTOR;
      dramReadBytes += bytes;
      double start = dram(request.line, bytes, served, false);
      extra = start - served + card.dramLatency;
      l2.fill(place, absent);
    } else if (!isNear) {
      extra = card.farCycles;
    }
    readHits += sectors - Integer.bitCount(absent);
    double back = served + extra;
    back = reply(request.sm, back, sectors * SECTOR);
    return (long) Math.ceil(back + (1 - THERE) * card.l2Latency);
  }

  private boolean hit(Cache cache, Request request) {
    int place = cache.find(request.line);
    if (place < 0) {
      place = cache.place(request.line);
    }
    boolean there = (request.sectors & ~cache.valid(place)) == 0;
    cache.fill(place, request.sectors);
    return there;
  }

  private long write(Request request, int sectors, int slice) {
    writeSectors += sectors;
    int bytes = sectors * SECTOR;
    double leave = Math.max(request.time, smWriteFree[request.sm]);
    smWriteFree[request.sm] = leave + bytes / card.writeBytesPerCycle;
    double served = slice(slice, leave + THERE * card.l2Latency, bytes);
    int place = l2.find(request.line);
    leaves = 0;
    if (place < 0) {
      place = place(request.line, served);
    } else {
      writeHits += sectors;
    }
    l2.write(place, request.sectors);
    // A line that must leave first holds up what comes after it, beyond what the queue to memory
    // takes.
    served = Math.max(served, leaves - WRITE_QUEUE);
    sliceFree[slice] = Math.max(sliceFree[slice], served);
    smWriteDone[request.sm] = Math.max(smWriteDone[request.sm], served);
    lastWrite = Math.max(lastWrite, served);
    return (long) Math.ceil(served);
  }

  private long atomic(Request request, int sectors, int slice) {
    atomicSectors += sectors;
    double served = slice(slice, request.time + THERE * card.l2Latency, sectors * SECTOR);
    served += request.repeats * card.atomicCycles / 4;
    sliceFree[slice] = Math.max(sliceFree[slice], served);
    int place = l2.find(request.line);
    if (place < 0) {
      place = place(request.line, served);
    }
    double extra = 0;
    int absent = request.sectors & ~l2.valid(place);
    if (absent != 0) {
      int bytes = Integer.bitCount(absent) * SECTOR;
      dramReadBytes += bytes;
      extra = dram(request.line, bytes, served, false) - served + card.dramLatency;
    }
    l2.write(place, request.sectors);
    lastWrite = Math.max(lastWrite, served);
    return (long) Math.ceil(served + extra + (1 - THERE) * card.l2Latency);
  }

  /// Puts a line into the L2; what leaves it goes to memory where it was written.
  private int place(long line, double time) {
    int place = l2.place(line);
    if (l2.leavingDirty > 0) {
      int bytes = l2.leavingDirty * SECTOR;
      dramWriteBytes += bytes;
      leaves = dram(l2.leavingLine, bytes, time, true);
    }
    return place;
  }

  /// When the last line that [#place] put out began to move.
  private double leaves;

  /// Fills the L2 with lines of others, a share of them written, as it is in the middle of a long
  /// run.
  void age(double written) {
    for (long i = 0; i < 2L * l2.lines(); i++) {
      long line = (1L << 52) + i;
      if (l2.find(line) < 0) {
        int place = l2.place(line);
        l2.fill(place, 0xf);
        if ((Cache.mix(line) & 0xffff) < written * 0x10000) {
          l2.write(place, 0xf);
        }
      }
    }
  }

  private double slice(int slice, double arrival, int bytes) {
    double start = Math.max(arrival, sliceFree[slice]);
    sliceFree[slice] = start + bytes / card.sliceBytesPerCycle;
    return start;
  }

  private double reply(int sm, double time, int bytes) {
    int gpc = sm % gpcFree.length;
    double start = Math.max(time, gpcFree[gpc]);
    gpcFree[gpc] = start + bytes / card.gpcBytesPerCycle;
    start = Math.max(start, smFree[sm]);
    smFree[sm] = start + bytes / card.smBytesPerCycle;
    return start;
  }

  /// When the channel begins to move the bytes.
  private double dram(long line, int bytes, double time, boolean write) {
    long address = line * Cache.LINE;
    long row = address / card.rowBytes;
    // A few lines side by side stay in one row of one channel; rows are spread over channels and
    // banks.
    int channel = spread(line >> 2, card.channels);
    int bank =
        channel * card.banks
            + (int) Long.remainderUnsigned(Cache.mix(row / card.channels + 77), card.banks);
    double start = Math.max(time, channelFree[channel]);
    if (openRow[bank] != row) {
      double opened = Math.max(time, bankFree[bank]) + card.rowMissCycles;
      bankFree[bank] = opened;
      openRow[bank] = row;
      // Other banks move data while this one opens its row; only what waits for it is late.
      start = Math.max(start, Math.min(opened, start + card.rowMissCycles));
      start -= Math.min(card.rowMissCycles, start - Math.max(time, channelFree[channel]));
    }
    double turn = channelWrites[channel] == write ? 0 : card.turnaroundCycles / 8.0;
    channelWrites[channel] = write;
    channelFree[channel] =
        Math.max(start, channelFree[channel]) + turn + bytes / card.channelBytesPerCycle;
    return start;
  }

  /// Fills the caches' tags as if these bytes had been read before.
  void warm(long address, long bytes) {
    for (long line = address / Cache.LINE;
        line < (address + bytes + Cache.LINE - 1) / Cache.LINE;
        line++) {
      int place = l2.find(line);
      l2.fill(place < 0 ? l2.place(line) : place, 0xf);
      for (var each : near) {
        int here = each.find(line);
        each.fill(here < 0 ? each.place(line) : here, 0xf);
      }
    }
  }

  double writesBehind(int sm) {
    return Math.max(smWriteFree[sm], smWriteDone[sm]);
  }

  /// Bytes that memory moved so far.
  long dramBytes() {
    return dramReadBytes + dramWriteBytes;
  }
}
