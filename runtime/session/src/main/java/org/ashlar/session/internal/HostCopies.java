package org.ashlar.session.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Snapshot;

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
  private long dead;

  /// @param every steps between two copies
  HostCopies(Map<String, TensorData> variables, int every) {
    copies = new HashMap<>(variables);
    this.every = every;
  }

  /// Counts a step that an epoch has done, and copies when it is time. A step whose device died
  /// between its end and now is lost.
  void step(Epoch epoch) {
    boolean due;
    synchronized (this) {
      if (epoch.number() <= dead) {
        lost++;
        return;
      }
      due = ++steps - copied >= every;
    }
    if (due) {
      copy(epoch);
    }
  }

  /// Copies the variables of an epoch in which no step runs.
  ///
  /// @return whether it worked: not when its device died meanwhile
  boolean copy(Epoch epoch) {
    var now = new HashMap<String, TensorData>();
    for (var name : epoch.program().request().variables()) {
      now.put(name, epoch.instance().variable(name));
    }
    synchronized (this) {
      if (epoch.number() <= dead) {
        return false;
      }
      copies.putAll(now);
      copied = steps;
      return true;
    }
  }

  /// An epoch's device died: back to the last copy.
  synchronized void lose(Epoch epoch) {
    dead = Math.max(dead, epoch.number());
    lost += steps - copied;
    steps = copied;
  }

  /// Steps that the variables have in them, without those that were lost.
  synchronized long steps() {
    return steps;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(copied, copies);
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
