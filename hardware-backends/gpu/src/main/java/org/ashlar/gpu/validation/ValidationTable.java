package org.ashlar.gpu.validation;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// A table of measurements that the model is held against.
interface ValidationTable {
  /// The base name of its CSV.
  String id();

  /// Its rows as points: one for each measured figure, those of cards without a profile left out.
  List<Point> points(CsvFile file);

  /// What the model says for a point; nothing where no kernel of this project does it.
  OptionalDouble got(Bench bench, Point point);

  /// Why points that miss do so, for the page.
  default String reasons() {
    return "";
  }

  /// A measured figure.
  ///
  /// @param name what it is called in the report
  /// @param row the row that it stands in
  record Point(String name, Map<String, String> row, double expected, boolean fitted) {
    String cell(String column) {
      return row.getOrDefault(column, "");
    }

    double number(String column) {
      return Double.parseDouble(cell(column));
    }
  }
}
