package org.ashlar.models.tune;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.stage.Tuning;

/// What may be tried: facts by which schedulers and backends decide, with values other than the
/// target's.
final class Options {
  private Options() {}

  /// The facts for a stage, each with the values to try; the likely ones first.
  static Map<String, List<Double>> of(Tuning.Stage stage, Subject subject) {
    var all = new LinkedHashMap<String, List<Double>>();
    switch (stage) {
      case SCHEDULE -> {
        all.put("registers", List.of(16.0, 8.0, 24.0, 32.0));
        all.put("block_nodes", List.of(1000.0, 300.0, 12000.0));
        all.put("vector_bytes", List.of(32.0, 16.0));
        all.put("masks", List.of(0.0, 1.0));
        if (subject.target().cores() > 1) {
          all.put("cores", List.of(1.0));
        }
      }
      case CODE -> {
        if (!Product.nests(subject.kernel().body(), subject.target()).isEmpty()) {
          all.put("cut_vectors", List.of(2.0, 3.0, 1.0, 4.0));
          all.put("cut_rows", List.of(96.0, 48.0, 24.0, 192.0, 400.0));
          all.put("cut_depth", List.of(256.0, 1280.0, 384.0, 128.0, 4096.0));
          all.put("cut_panels_first", List.of(0.0, 1.0));
          all.put("cut_fetches", List.of(0.0, 1.0));
        }
      }
    }
    return all;
  }
}
