package org.ashlar.models.bench.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.suite.Closeness;

/// Whether two systems give the same values.
///
/// @param largest difference of two numbers
/// @param wrong what is beyond the tolerance; empty where nothing is
public record Agreement(double largest, Optional<String> wrong) {
  private static final Agreement FULL = new Agreement(0, Optional.empty());

  /// Compares every output of the peer with ours.
  ///
  /// @param peer what should come out, by name
  public static Agreement of(Map<String, Datum> ours, Map<String, Datum> peer, Closeness close) {
    var all = FULL;
    for (var entry : peer.entrySet()) {
      var name = entry.getKey();
      var given = ours.get(name);
      if (given == null) {
        return all.and(wrong("output " + name + " is missing: there are " + ours.keySet()));
      }
      if (!(entry.getValue() instanceof TensorData x) || !(given instanceof TensorData y)) {
        return all.and(wrong("output " + name + " is no tensor: only tensors are compared"));
      }
      all = all.and(tensors(name, x, y, close));
    }
    return all;
  }

  private static Agreement tensors(String name, TensorData x, TensorData y, Closeness close) {
    if (!x.type().equals(y.type())) {
      return wrong("output " + name + " is " + y.type() + ", not " + x.type());
    }
    var expected = x.toDoubles();
    var given = y.toDoubles();
    double scale = Arrays.stream(expected).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double a = expected[i];
      double b = given[i];
      if (a == b || Double.isNaN(a) && Double.isNaN(b)) {
        continue;
      }
      double apart = Math.abs(a - b);
      double allowed =
          x.dtype().isFloat()
              ? close.absolute() + close.relative() * Math.abs(a) + close.scaled() * scale
              : close.steps();
      if (!(apart <= allowed)) {
        var wrong = "output " + name + ": element " + i + " is " + b + ", the peer's " + a;
        return new Agreement(Double.isFinite(apart) ? apart : largest, Optional.of(wrong));
      }
      largest = Math.max(largest, apart);
    }
    return new Agreement(largest, Optional.empty());
  }

  private static Agreement wrong(String what) {
    return new Agreement(0, Optional.of(what));
  }

  private Agreement and(Agreement other) {
    return new Agreement(Math.max(largest, other.largest), wrong.or(other::wrong));
  }
}
