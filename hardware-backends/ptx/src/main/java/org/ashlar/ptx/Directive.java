package org.ashlar.ptx;

import java.util.List;

/// A bound or promise of a routine, as `.maxntid 256, 1, 1`; the name is without its dot.
public record Directive(String name, List<Integer> values) {
  /// Keeps a copy.
  public Directive {
    values = List.copyOf(values);
  }
}
