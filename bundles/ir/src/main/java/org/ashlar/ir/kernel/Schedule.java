package org.ashlar.ir.kernel;

import java.util.List;

/// A list of steps, applied in order.
public record Schedule(List<Step> steps) {
  public Schedule {
    steps = List.copyOf(steps);
  }
}
