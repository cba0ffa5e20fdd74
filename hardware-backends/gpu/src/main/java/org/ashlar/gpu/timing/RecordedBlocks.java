package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.GridRun;
import org.ashlar.gpu.engine.Kernel;
import org.ashlar.gpu.engine.Launch;
import org.ashlar.gpu.engine.Recorder;
import org.ashlar.gpu.engine.WarpRecord;
import org.ashlar.gpu.engine.Windows;

/// Blocks whose traces come from running them in the functional engine, each when timing wants it.
public final class RecordedBlocks implements BlockSource {
  private final Launch launch;
  private final long[] windows;
  private final List<WarpRecord> records = new ArrayList<>();

  public RecordedBlocks(Kernel kernel, Grid grid, Arguments arguments, DeviceMemory memory) {
    this.launch =
        new Launch(kernel, grid, arguments, memory, new Recorder(index -> true, records::addAll));
    this.windows = new long[kernel.instructions().size()];
    for (int i = 0; i < windows.length; i++) {
      var suffixes = kernel.instructions().get(i).suffixes();
      boolean shared = suffixes.contains("shared") || suffixes.contains("shared::cta");
      windows[i] =
          kernel.instructions().get(i).opcode().equals("cp")
              ? 0
              : shared ? Windows.SHARED : suffixes.contains("local") ? Windows.LOCAL : 0;
    }
  }

  @Override
  public WarpTrace[] block(long index) {
    records.clear();
    GridRun.run(launch, index);
    return records.stream().map(each -> new RecordedTrace(each, windows)).toArray(WarpTrace[]::new);
  }
}
