package org.ashlar.gpu.validation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ashlar.gpu.energy.Activity;
import org.ashlar.gpu.energy.EnergyTable;
import org.ashlar.gpu.profile.Profiles;

/// Average watts of kernels on a V100, from what counters of the card said they did: the energy
/// table alone.
///
/// Every second row of those that have counters filled the table; the others test it.
final class Watts implements ValidationTable {
  private static final Map<String, String> COUNTERS =
      Map.ofEntries(
          Map.entry("backprop_k1", "bpnn_layerforward"), Map.entry("dct8x8_k2", "CUDAkernel2DCT"),
          Map.entry("histogram_k1", "histogram64Kernel"), Map.entry("hotspot_k1", "calculate_temp"),
          Map.entry("kmeans_k1", "kmeansPoint"),
              Map.entry("mergeSort_k2", "mergeElementaryIntervals"),
          Map.entry("parboil_mriq_k1", "ComputeQ_GPU"), Map.entry("parboil_sgemm_k1", "mysgemm"),
          Map.entry("quasirandomGenerator_k1", "quasirandomGeneratorKernel"),
              Map.entry("sobolQRNG_k1", "sobolGPU"));
  private static final double CLOCK_MHZ = 1417;
  private static final int SMS = 80;

  private final EnergyTable table;
  private List<Map<String, String>> counters = List.of();

  Watts(Profiles profiles) {
    this.table = EnergyTable.of(profiles.named("v100"));
  }

  @Override
  public String id() {
    return "accelwattch_gv100_hw_power";
  }

  void counters(Path folder) {
    var file = Validation.file(folder, "accelwattch_gv100_hw_perf_counters");
    counters = Files.exists(file) ? CsvFile.read(file).rows() : List.of();
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      var name = row.getOrDefault("", "");
      points.add(
          new Point(
              name,
              row,
              Double.parseDouble(row.getOrDefault("mean HW_power", "0")),
              EnergyTable.FITTED.contains(name)));
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var wanted = COUNTERS.get(point.name());
    if (wanted == null) {
      return OptionalDouble.empty();
    }
    for (var row : counters) {
      if (row.getOrDefault("Kernel", "").contains(wanted)) {
        return OptionalDouble.of(table.watts(activity(row)));
      }
    }
    return OptionalDouble.empty();
  }

  private static Activity activity(Map<String, String> row) {
    double cycles = number(row, "Elapsed_Cycles");
    return new Activity(
        cycles / (CLOCK_MHZ * 1e6),
        SMS - number(row, "Num_Idle_SMs"),
        SMS,
        number(row, "Pipeline_Duty"),
        number(row, "L1_RH") + number(row, "L1_RM") + number(row, "L1_WH") + number(row, "L1_WM"),
        number(row, "SHRD_ACC"),
        number(row, "L2_RH") + number(row, "L2_RM") + number(row, "L2_WH") + number(row, "L2_WM"),
        number(row, "DRAM_Rd") + number(row, "DRAM_Wr"));
  }

  private static double number(Map<String, String> row, String column) {
    return Double.parseDouble(row.getOrDefault(column, "0"));
  }

  @Override
  public String reasons() {
    return "The activity is that of the card's own counters, so this table tests the energy table alone, not the counts of the model.";
  }
}
