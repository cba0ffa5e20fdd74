package org.ashlar.models.tune;

import java.util.LinkedHashSet;
import java.util.Set;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Target;

/// A kernel that a model runs, as heuristics schedule it.
///
/// @param constant parameters that keep their contents from launch to launch
/// @param count how many kernels of the model are of its form
record Subject(Kernel kernel, Set<Buffer> constant, Target target, int count) {
  Subject {
    constant = Set.copyOf(constant);
  }

  Subject again() {
    return new Subject(kernel, constant, target, count + 1);
  }

  /// The constant parameters of another kernel of as many parameters, by their places.
  Set<Buffer> constantOf(Kernel other) {
    var found = new LinkedHashSet<Buffer>();
    for (int i = 0; i < kernel.parameters().size(); i++) {
      if (constant.contains(kernel.parameters().get(i))) {
        found.add(other.parameters().get(i));
      }
    }
    return found;
  }
}
