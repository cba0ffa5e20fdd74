package org.ashlar.simulation.event;

import java.util.PriorityQueue;

/// A clock and what is to happen. Events of the same time happen in the order in which they were
/// put in, so a run is the same every time. For one thread.
public final class EventQueue {
  private record Event(double time, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long order;
  private double now;

  public double now() {
    return now;
  }

  /// @param time not before now
  public void at(double time, Runnable action) {
    if (!(time >= now)) {
      throw new IllegalArgumentException("event: must not lie in the past: " + time + " at " + now);
    }
    events.add(new Event(time, order++, action));
  }

  public void in(double delay, Runnable action) {
    at(now + delay, action);
  }

  /// Lets the next thing happen; false when there is none.
  public boolean step() {
    var event = events.poll();
    if (event == null) {
      return false;
    }
    now = event.time();
    event.action().run();
    return true;
  }

  /// Lets everything happen, and returns the time of the last.
  public double run() {
    while (step()) {
      continue;
    }
    return now;
  }
}
