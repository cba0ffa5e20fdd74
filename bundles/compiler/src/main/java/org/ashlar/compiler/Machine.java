package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Support;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;

/// A target with the backend that offers it.
record Machine(Provider<Backend> backend, Target target) {
  private static final String REFERENCE = "reference";

  /// Every machine present in the order in which operators are offered to them: the preferred ones,
  /// the others as they are ranked, then the reference, and simulators last. Of two with one name
  /// the better provider's counts.
  ///
  /// @param preferred a target's name, or what stands before its colon
  /// @throws Missing when there is none, or none of the preferred name
  static List<Machine> of(Registry registry, Optional<String> preferred, Dump dump) {
    var found = new ArrayList<Machine>();
    var names = new HashSet<String>();
    for (var backend : registry.find(Backend.class)) {
      for (var target :
          Plugin.call(backend, "place", "targets", dump, () -> backend.service().targets())) {
        if (names.add(target.name())) {
          found.add(new Machine(backend, target));
        }
      }
    }
    if (found.isEmpty()) {
      throw Stages.missing(Backend.class);
    }
    preferred.ifPresent(name -> {
      if (found.stream().noneMatch(m -> m.is(name))) {
        throw new Missing(
            "compiler: no device "
                + name
                + ": present: "
                + String.join(", ", names.stream().sorted().toList()));
      }
    });
    // stable: keeps the ranking within each group
    found.sort((a, b) -> Integer.compare(a.group(preferred), b.group(preferred)));
    return found;
  }

  /// Whether it runs a kernel, or why not; what its backend throws is that backend's defect.
  Support supports(Kernel kernel, Dump dump) {
    return Plugin.call(
        backend, "place", "supports", dump, () -> backend.service().supports(kernel, target));
  }

  boolean is(String name) {
    return target.name().equals(name) || target.name().startsWith(name + ":");
  }

  private int group(Optional<String> preferred) {
    if (preferred.filter(this::is).isPresent()) {
      return 0;
    }
    return target.isSimulated() ? 3 : is(REFERENCE) ? 2 : 1;
  }

  @Override
  public String toString() {
    return target.name();
  }
}
