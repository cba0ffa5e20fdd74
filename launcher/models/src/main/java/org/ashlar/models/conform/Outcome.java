package org.ashlar.models.conform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ashlar.models.exec.Where;
import org.jspecify.annotations.Nullable;

/// What became of one test.
///
/// @param where which machines it used; empty where nothing ran
/// @param steps nodes that the host computed while the model was bound
/// @param difference from what came out elsewhere
record Outcome(
    String name,
    Status status,
    Optional<Where> where,
    int steps,
    Difference difference,
    double ms,
    String detail) {

  /// Without a run.
  static Outcome of(String name, Status status, double ms, String detail) {
    return new Outcome(name, status, Optional.empty(), 0, Difference.NONE, ms, detail);
  }

  Map<String, @Nullable Object> json() {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("name", name);
    json.put("status", status.toString());
    json.put("on_device", where.map(Where::onDevice).orElse(null));
    json.put("host_kernels", where.map(w -> w.hostCalls().size() + steps).orElse(null));
    json.put("max_ulp", number(difference.ulp()));
    json.put("max_abs", number(difference.absolute()));
    json.put("ms", Math.round(ms * 10) / 10.0);
    json.put("detail", detail);
    return json;
  }

  private static @Nullable Number number(double x) {
    if (!Double.isFinite(x)) {
      return null;
    }
    return x == Math.rint(x) && x < 1e15 ? (Number) (long) x : (Number) x;
  }
}
