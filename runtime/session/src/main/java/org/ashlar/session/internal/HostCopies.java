package org.ashlar.session.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.TensorData;

/// The variables of a session as the host has them: what is left when a device dies.
///
/// Copied every few steps and whenever an epoch ends in order; the steps between the last copy and
/// a death are lost.
final class HostCopies {
  private final Map<String, TensorData> copies;
  private final int every;
  private long steps;
  private long copied;
  private long lost;

  /// @param every steps between two copies
  HostCopies(Map<String, TensorData> variables, int every) {
    copies = new HashMap<>(variables);
    this.every = every;
  }

  /// Counts a step that an epoch has done, and copies when it is time.
  void step(Epoch epoch) {
    boolean due;
    synchronized (this) {
      due = ++steps - copied >= every;
    }
    if (due) {
      copy(epoch);
    }
  }

  /// Copies the variables of an epoch in which no step runs.
  void copy(Epoch epoch) {
    var now = new HashMap<String, TensorData>();
    for (var name : epoch.program().request().variables()) {
      now.put(name, epoch.instance().variable(name));
    }
    synchronized (this) {
      copies.putAll(now);
      copied = steps;
    }
  }

  /// The device died: back to the last copy.
  synchronized void lose() {
    lost += steps - copied;
    steps = copied;
  }

  /// The steps that were lost since this was asked last.
  synchronized long takeLost() {
    long told = lost;
    lost = 0;
    return told;
  }

  synchronized void put(String name, TensorData data) {
    copies.put(name, data);
  }

  synchronized Optional<TensorData> get(String name) {
    return Optional.ofNullable(copies.get(name));
  }

  synchronized Map<String, TensorData> all() {
    return Map.copyOf(copies);
  }

  synchronized Set<String> names() {
    return Set.copyOf(copies.keySet());
  }
}
