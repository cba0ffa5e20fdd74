package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// A known table for whose rows this project has no kernels yet: they are listed, and counted as
/// missing.
///
/// @param names the columns that name a row
/// @param gpuColumn the column of the card; empty where all rows are of one that has a profile
record Unmodelled(String id, List<String> names, String value, String gpuColumn, Fits fits)
    implements ValidationTable {
  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      if (gpuColumn.isEmpty() || fits.card(row.getOrDefault(gpuColumn, "")).isPresent()) {
        var name =
            String.join("/", names.stream().map(each -> row.getOrDefault(each, "")).toList());
        points.add(new Point(name, row, Double.parseDouble(row.getOrDefault(value, "0")), false));
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    return OptionalDouble.empty();
  }
}
