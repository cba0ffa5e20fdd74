package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;

/// The places of a kernel that are not proved in range: they are clamped, and the first one that
/// was outside is left in the fault words (the number of its site and 1, then the place).
final class Faults {
  private final Map<Object, List<Check.Unproved>> byNode = new IdentityHashMap<>();
  private final List<Site> sites = new ArrayList<>();

  Faults(Kernel kernel) {
    for (var unproved : Check.unproved(kernel)) {
      byNode.computeIfAbsent(unproved.node(), _ -> new ArrayList<>()).add(unproved);
    }
  }

  boolean isProved(Object node, int dimension) {
    return byNode.getOrDefault(node, List.of()).stream().noneMatch(u -> u.dimension() == dimension);
  }

  /// The number of a new site.
  int site(Site site) {
    sites.add(site);
    return sites.size() - 1;
  }

  List<Site> sites() {
    return List.copyOf(sites);
  }
}
