package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.List;

/// Sectors on their way, and the accesses that wait for them.
final class Miss {
  static final long UNKNOWN = Long.MAX_VALUE / 4;

  long arrives = UNKNOWN;
  final List<Access> waiting = new ArrayList<>(2);
}
