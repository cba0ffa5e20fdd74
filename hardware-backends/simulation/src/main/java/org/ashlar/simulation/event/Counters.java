package org.ashlar.simulation.event;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Named sums of a run.
public final class Counters {
  private final Map<String, Double> values = new TreeMap<>();

  public Counters add(String name, double amount) {
    values.merge(name, amount, Double::sum);
    return this;
  }

  public Counters addAll(Counters other, double times) {
    other.values.forEach((name, value) -> add(name, value * times));
    return this;
  }

  public double get(String name) {
    return values.getOrDefault(name, 0.0);
  }

  /// All of them, sorted by name.
  public Map<String, Double> values() {
    return Collections.unmodifiableMap(values);
  }
}
