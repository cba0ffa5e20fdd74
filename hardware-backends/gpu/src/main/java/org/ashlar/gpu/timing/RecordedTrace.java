package org.ashlar.gpu.timing;

import org.ashlar.gpu.engine.WarpRecord;

/// A record of the engine as timing reads it, with all addresses generic.
///
/// @param windows what to add to the addresses of each instruction
record RecordedTrace(WarpRecord record, long[] windows) implements WarpTrace {
  @Override
  public int length() {
    return record.size();
  }

  @Override
  public int instruction(int at) {
    return record.instruction(at);
  }

  @Override
  public int active(int at) {
    return record.mask(at);
  }

  @Override
  public long address(int at, int lane) {
    return windows[record.instruction(at)] + record.address(at, lane);
  }
}
